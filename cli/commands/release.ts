import { Command } from "commander";
import { showRelease } from "../follow/show-release.ts";
import { buildArtifact } from "../release/build-artifact.ts";
import { checkAgainstEnvironment } from "../release/check-rules.ts";
import { commitOf } from "../release/commit-of.ts";
import { publishRelease } from "../release/publish.ts";
import { readApplication, versionOf } from "../release/read-application.ts";
import { createRefusalCheck } from "../release/refusal.ts";
import { requestedBy } from "../release/requested-by.ts";
import { resolveTarget } from "../target/target.ts";
import { formatValue } from "../terminal/output.ts";
import { endWith } from "./end-with.ts";
import { type ListOptions, withListOptions } from "./options.ts";

interface ReleaseOptions extends ListOptions {
  readonly env: string;
  readonly version?: string;
  readonly reason?: string;
  readonly requestedBy: string;
  readonly check: boolean;
  readonly watch: boolean;
}

/** Releases a folder: checks it, packs it, uploads it, publishes the message, and follows the release. */
export function releaseCommand(): Command {
  return withListOptions(
    new Command("release")
      .description("release an application's folder to an environment, and follow it")
      .argument("<folder>", "the application's folder, with its repave.yaml")
      .requiredOption("--env <name>", "the environment")
      .option("--version <version>", "the version; by default that of the folder's package.json")
      .option("--reason <text>", "why, for the ledger")
      .option("--requested-by <name>", "who, for the ledger", requestedBy())
      .option("--no-check", "leave schema and rules to PreProvision")
      .option("--no-watch", "do not follow it: print the release's id and end"),
  ).action(release);
}

async function release(folder: string, options: ReleaseOptions): Promise<void> {
  const application = await readApplication(folder);
  const version = await versionOf(folder, options.version);
  const target = await resolveTarget(options);
  if (options.check) {
    const { configuration } = application;
    await checkAgainstEnvironment({ target, application: configuration, environmentName: options.env });
  }
  const [artifact, commit] = await Promise.all([buildArtifact(application), commitOf(folder)]);
  const id = await publishRelease(target, {
    application,
    artifact,
    environment: options.env,
    version,
    requestedBy: options.requestedBy,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(commit === undefined ? {} : { commit }),
  });
  process.stdout.write(publishedText(id, options));
  if (!options.watch) return;
  const onAbsent = createRefusalCheck(target, id);
  endWith({ release: id, progress: await showRelease({ target, release: id, onAbsent }) }, options.output);
}

/** The release's id at once; for machines only when nothing follows it. */
function publishedText(release: string, { output, watch }: ReleaseOptions): string {
  if (output === "table") return `${release}\n`;
  return watch ? "" : formatValue({ release }, output);
}
