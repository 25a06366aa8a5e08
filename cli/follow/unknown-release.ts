import { CliError } from "../cli-error.ts";

/** What is told of a release that Step Functions does not know. */
export function unknownRelease(name: string): CliError {
  return new CliError(`there is no release ${name}`, {
    advice: "`npx repave executions list` names them.",
  });
}

/** Asks Step Functions about a release; an unknown one is told as such. */
export async function askOf<Answer>(release: string, asking: Promise<Answer>): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    throw error instanceof Error && error.name === "ExecutionDoesNotExist" ? unknownRelease(release) : error;
  }
}
