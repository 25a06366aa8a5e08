import { CliError } from "../cli-error.ts";

/** Where a log is: its group, and the beginning of its streams' names. */
export interface LogPlace {
  readonly logGroupName: string;
  readonly logStreamNamePrefix?: string;
}

/** The three ways to name a log; an application's is that of one environment. */
export interface LogChoice {
  readonly application?: string | undefined;
  readonly env: string;
  readonly release?: string;
  readonly function?: string;
}

/** Which log is meant; exactly one of the three ways to name it. */
export function logPlace({ application, env, release, function: name }: LogChoice): LogPlace {
  if ([application, release, name].filter((word) => word !== undefined).length !== 1) {
    throw new CliError("name one log: an application, --release ID, or --function NAME", {
      advice: "For example: npx repave logs hello-web --env dev -f",
    });
  }
  if (release !== undefined) return { logGroupName: "/repave/worker", logStreamNamePrefix: `${release}/` };
  if (name === undefined) return { logGroupName: `/repave/apps/${application}/${env}` };
  return { logGroupName: `/aws/lambda/repave-${name.replace(/^repave-/, "")}` };
}

/** What is told of a log that is not there. */
export function unknownLog({ logGroupName }: LogPlace, cause: Error): CliError {
  const advice = logGroupName.startsWith("/aws/lambda/")
    ? "The functions are trigger, turn, pre-provision, bakery, provision, validation, post-provision, put-back, command-finished, record-failure."
    : "`npx repave apps` lists the applications that are deployed, and where.";
  return new CliError(`there is no log group ${logGroupName}`, { advice, cause });
}
