import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { showRelease } from "../follow/show-release.ts";
import { unknownRelease } from "../follow/unknown-release.ts";
import { deployedNames } from "../target/names.ts";
import { resolveTarget, type Target } from "../target/target.ts";
import { endWith } from "./end-with.ts";
import { type ListOptions, withListOptions } from "./options.ts";

/** Follows a release that is under way, or shows how one ended. */
export function watchCommand(): Command {
  return withListOptions(
    new Command("watch")
      .description("follow a release to its end: the newest, or the one named")
      .argument("[release]", "the release's id, as `executions list` shows it"),
  ).action(watch);
}

async function watch(release: string | undefined, options: ListOptions): Promise<void> {
  const target = await resolveTarget(options);
  const name = release ?? (await newestRelease(target));
  const onAbsent = () => Promise.reject(unknownRelease(name));
  endWith(
    { release: name, progress: await showRelease({ target, release: name, onAbsent }) },
    options.output,
  );
}

/** The newest release under way, else the newest at all. */
async function newestRelease(target: Target): Promise<string> {
  const states = new SFNClient(target.clientConfig);
  const { stateMachineArn } = deployedNames(target);
  const { executions = [] } = await states.send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: 100 }),
  );
  const newest = executions.find((execution) => execution.status === "RUNNING") ?? executions[0];
  if (newest?.name !== undefined) return newest.name;
  throw new CliError("there is no release yet", {
    exitCode: exitCodes.failed,
    advice: "Publish one: npx repave release examples/hello-web --env dev",
  });
}
