import pc from "picocolors";
import { EXAMPLE_ENVIRONMENT, type Example } from "./example-release.ts";

/** What to try next, in another terminal, with the example whose `version` serves. */
export function nextCommands({ folder, application, version }: Example): string {
  const release = `npx repave release ${folder} --env ${EXAMPLE_ENVIRONMENT} --version ${versionAfter(version)}`;
  const commands = [
    [release, "release again: blue-green, image reused"],
    ["npx repave apps", "what is deployed where"],
    [`npx repave logs ${application} -f`, "the application's own log"],
    ["npx repave audit", "who deployed what; the ledger's chain"],
    ['eval "$(npx repave env)" && aws stepfunctions list-state-machines', "any AWS client works"],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  const lines = commands.map(([command, why]) => `    ${command.padEnd(width)}  ${pc.dim(why)}`);
  return ["  Try next, in another terminal:", ...lines].join("\n");
}

/** The version with its last number one higher: 1.0.0 → 1.0.1. */
function versionAfter(version: string): string {
  const [number] = version.match(/\d+$/) ?? [];
  if (number === undefined) return `${version}.1`;
  return `${version.slice(0, -number.length)}${BigInt(number) + 1n}`;
}
