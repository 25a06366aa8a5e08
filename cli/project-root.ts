import { fileURLToPath } from "node:url";

/** The folder of this clone, with its trailing slash removed. */
export const projectRoot = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
