import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";

/** The functions' structured log. Never given configuration values, task tokens or messages' content. */
export const logger = new Logger();

/** What Lambda tells of an invocation. Its request id stays the same when Lambda tries it again. */
export interface Invocation {
  readonly awsRequestId: string;
}

/**
 * What every function shares: structured logs with the request's id, and a thrown error logged once before Lambda
 * hands its name and message to the state machine.
 */
export function lambdaHandler<Event, Result>(work: (event: Event, context: Invocation) => Promise<Result>) {
  return middy<Event, Result>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .onError(({ error }) => logger.error("failed", error ?? new Error("no error was given")))
    .handler((event: Event, context: Invocation) => work(event, context));
}
