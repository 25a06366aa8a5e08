import { GetParametersByPathCommand, type Parameter, SSMClient } from "@aws-sdk/client-ssm";
import type { Target } from "./target.ts";

const CURRENT_PATH = "/repave/current/";

/** An application that serves in one environment, as PostProvision noted it. */
export interface DeployedApplication {
  readonly application: string;
  readonly environment: string;
  /** When the traffic moved to it. */
  readonly since: Date;
  readonly current: Readonly<Record<string, unknown>>;
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
