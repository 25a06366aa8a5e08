import { Command } from "commander";
import { type DeployedApplication, readApplications } from "../target/applications.ts";
import { resolveTarget } from "../target/target.ts";
import { formatAge } from "../terminal/duration.ts";
import { formatResult } from "../terminal/output.ts";
import { cellText } from "../terminal/word.ts";
import { type ListOptions, withListOptions } from "./options.ts";

/** Which release of which application is live where. */
export function appsCommand(): Command {
  return withListOptions(
    new Command("apps").description("applications that are deployed: environment, version, address"),
  ).action(listApplications);
}

async function listApplications(options: ListOptions): Promise<void> {
  const rows = await readApplications(await resolveTarget(options));
  process.stdout.write(
    formatResult(
      { value: rows, rows, columns: columnsAt(Date.now()), empty: "No application is deployed yet." },
      options.output,
    ),
  );
}

function columnsAt(nowMs: number) {
  return {
    application: (row: DeployedApplication) => row.application,
    environment: (row: DeployedApplication) => row.environment,
    version: (row: DeployedApplication) => cellText(row.current.version),
    colour: (row: DeployedApplication) => cellText(row.current.colour),
    url: (row: DeployedApplication) => cellText(row.current.url),
    since: (row: DeployedApplication) => formatAge(row.since.getTime(), nowMs),
  };
}
