import { readdir } from "node:fs/promises";

/** Files that tell a runtime's folder from any other. */
const marks = ["runtime.db", "machine.key", "endpoint.json"];

/** Whether a folder is one of the runtime's, another one that must not be touched, or not there. */
export async function isDataFolder(folder: string): Promise<"ours" | "other" | "absent"> {
  try {
    const names = await readdir(folder);
    return names.length === 0 || names.some((name) => marks.includes(name)) ? "ours" : "other";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "absent";
    throw error;
  }
}
