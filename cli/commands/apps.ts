import { GetParametersByPathCommand, type Parameter, SSMClient } from "@aws-sdk/client-ssm";
import { Command } from "commander";
import { resolveTarget, type Target } from "../target/target.ts";
import { formatAge } from "../terminal/duration.ts";
import { formatResult } from "../terminal/output.ts";
import { cellText } from "../terminal/word.ts";
import { type ListOptions, withListOptions } from "./options.ts";

const CURRENT_PATH = "/repave/current/";

/** An application that serves in one environment, as PostProvision noted it. */
export interface DeployedApplication {
  readonly application: string;
  readonly environment: string;
  /** When the traffic moved to it. */
  readonly since: Date;
  readonly current: Readonly<Record<string, unknown>>;
}

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

/** Reads the `current` parameters of all applications. */
export async function readApplications(target: Target): Promise<DeployedApplication[]> {
  const ssm = new SSMClient(target.clientConfig);
  const applications: DeployedApplication[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(
      new GetParametersByPathCommand({ Path: CURRENT_PATH, Recursive: true, NextToken }),
    );
    applications.push(...(page.Parameters ?? []).map(parseCurrent));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return applications;
}

function parseCurrent(parameter: Parameter): DeployedApplication {
  const [application = "", environment = ""] = (parameter.Name ?? "").slice(CURRENT_PATH.length).split("/");
  return {
    application,
    environment,
    since: parameter.LastModifiedDate ?? new Date(0),
    current: JSON.parse(parameter.Value ?? "{}") as Readonly<Record<string, unknown>>,
  };
}
