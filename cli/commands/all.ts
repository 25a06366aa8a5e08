import type { Command } from "commander";

/** Every command by its name, loaded when it is called. In the order of the help. */
const commandLoaders: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import("./up.ts")).upCommand(),
  release: async () => (await import("./release.ts")).releaseCommand(),
  watch: async () => (await import("./watch.ts")).watchCommand(),
  executions: async () => (await import("./executions.ts")).executionsCommand(),
  logs: async () => (await import("./logs.ts")).logsCommand(),
  apps: async () => (await import("./apps.ts")).appsCommand(),
  images: async () => (await import("./images.ts")).imagesCommand(),
  audit: async () => (await import("./audit.ts")).auditCommand(),
  sfn: async () => (await import("./sfn.ts")).sfnCommand(),
  env: async () => (await import("./env.ts")).envCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  reset: async () => (await import("./reset.ts")).resetCommand(),
};

/** The one command of that name; undefined when there is none. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  return Object.hasOwn(commandLoaders, name) ? commandLoaders[name]?.() : undefined;
}

/** All commands, for the help. */
export async function loadCommands(): Promise<Command[]> {
  return Promise.all(Object.values(commandLoaders).map((load) => load()));
}
