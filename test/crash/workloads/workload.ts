/** A state machine, and how each of its executions must end. */
export interface Workload {
  readonly definition: object;
  /** Express executions have no history of their own: their calls tell that they ran. */
  readonly ends: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "unseen";
  /** What every execution is given; by default `{id: <its name>, until: <a moment soon>}`. */
  readonly input?: string;
  /** Calls of functions that each execution makes at least. */
  readonly calls?: number;
  /** Child executions: of a map run, or of a state machine that has no others. */
  readonly children?: Children;
  /** Each execution sends its name to a queue: where that is FIFO it is there once, else at least once. */
  readonly sends?: "at least once" | "once";
  /** Each execution writes the results of its map run under its name. */
  readonly writes?: boolean;
  /** Each execution puts an item with its name into the table. */
  readonly puts?: boolean;
  /** Each execution is stopped from outside, at any moment: how far it came by then is not compared where it goes on by itself. */
  readonly stopped?: "while it waits" | "at any moment";
  /** Each execution fails, and is redriven from outside. */
  readonly redriven?: boolean;
  /** Started through the alias of its first version. */
  readonly aliased?: boolean;
  /** What a kill may change although nothing goes wrong. */
  readonly forgives?: Forgiven;
  /** A recorded case: left out where it does not come out here as recorded, and the same each time. */
  readonly isRecorded?: boolean;
}

/** The children of each execution: how many, exactly, and how its map run ends; all of them end before it or with it. */
export interface Children {
  readonly of: "map-run" | { readonly machine: string };
  /** Those of executions that are stopped are as many as there were by then. */
  readonly count?: number;
  readonly end: "SUCCEEDED" | "ABORTED";
}

/**
 * Attempts that end with `ActivityTimedOut` may come in addition: a worker's task is lost with the answer that gave it.
 * `TaskSubmitted` may be missing where the call is made again after a kill, and the answer to the token that the first call
 * had passed on, or the deadline, is faster.
 */
export type Forgiven = "ActivityTimedOut" | "TaskSubmitted";

export type Workloads = Readonly<Record<string, Workload>>;

const PREFIX = "arn:aws:states:us-east-1:000000000000";
export const ACTIVITY_ARN = `${PREFIX}:activity:crash-work`;
export const QUEUE_NAME = "crash-messages";
export const QUEUE_ARN = `arn:aws:sqs:us-east-1:000000000000:${QUEUE_NAME}`;
export const FIFO_QUEUE_NAME = "crash-messages.fifo";
export const BUCKET = "crash-objects";
export const ITEMS_KEY = "items.json";
export const TABLE = "crash-items";
/** A function that is deployed, and runs in a thread of its own. */
export const DEPLOYED_FUNCTION = "crash-deployed";
/** An Express state machine that is started for its answer. */
export const SYNC_MACHINE = "crash-sync";
export const TOPIC_NAME = "crash-news";
export const TOPIC_ARN = `arn:aws:sns:us-east-1:000000000000:${TOPIC_NAME}`;

export function machineArn(name: string): string {
  return `${PREFIX}:stateMachine:${name}`;
}

/** States that follow each other in the order of their writing; the last one ends. */
export function chain(states: Readonly<Record<string, object>>): object {
  const names = Object.keys(states);
  const linked = names.map((name, at) => {
    const next = names[at + 1];
    return [name, { ...(next === undefined ? { End: true } : { Next: next }), ...states[name] }];
  });
  return { StartAt: names[0], States: Object.fromEntries(linked) };
}

/** A task that calls a function with its input and goes on with what it was given. */
export function call(functionName: string, payload = "{% $states.input %}"): object {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: functionName, Payload: payload },
    Output: "{% $states.result.Payload.echoed %}",
  };
}
