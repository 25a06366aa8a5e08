import { join } from "node:path";
import { baseEnvironment } from "./base-environment.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";

/** No confinement but a user, a directory, a minimal environment and a process group of its own. */
export function processGroupSandbox({ node }: SandboxOptions): Sandbox {
  return {
    kind: "process-group",
    prepare(root, { command: [file, ...args], workingDirectory = ".", environment, user }) {
      const cwd = join(root, workingDirectory);
      const launch = { file: resolveProgram(file, node), args, cwd };
      const asUser = user === undefined ? {} : { user };
      return { ...launch, environment: baseEnvironment({ home: root, node, environment }), ...asUser };
    },
  };
}

/** Spares the search through `PATH` for the one program that nearly every command starts with. */
function resolveProgram(file: string, node: string): string {
  return file === "node" ? node : file;
}
