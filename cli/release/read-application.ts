import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type ApplicationConfiguration,
  parseApplicationConfiguration,
} from "../../core/config/application-configuration.ts";
import { problemText } from "../../core/schema/problem.ts";
import { CliError } from "../cli-error.ts";

/** An application's folder: its `repave.yaml`, checked, and the text of it. */
export interface ApplicationFolder {
  readonly folder: string;
  readonly text: string;
  readonly configuration: ApplicationConfiguration;
}

/** Reads and checks `repave.yaml`; tells every error in it at once. */
export async function readApplication(folder: string): Promise<ApplicationFolder> {
  const path = join(folder, "repave.yaml");
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT" && cause.code !== "ENOTDIR") throw cause;
    const advice =
      "Name the folder of an application, for example: npx repave release examples/hello-web --env dev";
    throw new CliError(`there is no ${path}`, { advice, cause });
  });
  const parsed = parseApplicationConfiguration(text);
  if (parsed.valid) return { folder, text, configuration: parsed.value };
  throw new CliError(
    `${path} is not valid:\n${parsed.problems.map((problem) => `  ${problemText(problem)}`).join("\n")}`,
  );
}

/** The version to release: the one asked for, else what the folder's package.json says. */
export async function versionOf(folder: string, asked: string | undefined): Promise<string> {
  if (asked !== undefined) return asked;
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  const { version } = JSON.parse(text) as { version?: string };
  if (version !== undefined) return version;
  throw new CliError(`${folder} does not say its version`, {
    advice: "Name it with --version, or put it in the folder's package.json.",
  });
}
