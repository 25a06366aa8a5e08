import { dirname } from "node:path";

const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

interface EnvironmentOptions {
  readonly home: string;
  readonly node: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** `PATH` starts with the runtime's own Node, so that `node` means the pinned one. */
export function baseEnvironment({ home, node, environment }: EnvironmentOptions): Record<string, string> {
  return { PATH: `${dirname(node)}:${SYSTEM_PATH}`, HOME: home, ...environment };
}
