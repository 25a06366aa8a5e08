import pc from "picocolors";

const commands = [
  [
    "npx repave release examples/hello-web --env dev --version 1.0.1",
    "release again: blue-green, image reused",
  ],
  ["npx repave apps", "what is deployed where"],
  ["npx repave logs hello-web -f", "the application's own log"],
  ["npx repave audit", "who deployed what; the ledger's chain"],
  ['eval "$(npx repave env)" && aws stepfunctions list-state-machines', "any AWS client works"],
] as const;

/** What to try next, in another terminal. */
export function nextCommands(): string {
  const width = Math.max(...commands.map(([command]) => command.length));
  const lines = commands.map(([command, why]) => `    ${command.padEnd(width)}  ${pc.dim(why)}`);
  return ["  Try next, in another terminal:", ...lines].join("\n");
}
