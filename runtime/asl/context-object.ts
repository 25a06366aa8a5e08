import type { ExecutionState, Frame } from "./execution-state.ts";
import type { Json, JsonObject } from "./json.ts";

export interface ContextOptions {
  /** Of the task that is being scheduled. */
  readonly token: string | undefined;
  /** Only tasks are told how often they were retried. */
  readonly isTask: boolean;
}

/** The context object of a frame: `$$` in JSONPath, `$states.context` in JSONata. */
export function contextObject(state: ExecutionState, frame: Frame, options: ContextOptions): JsonObject {
  const { token, isTask } = options;
  const { identity } = state;
  if (identity.context !== undefined) return identity.context;
  const context: Record<string, Json> = {
    Execution: {
      Id: identity.arn,
      Input: state.input,
      StartTime: timeText(state.startedAtMs),
      Name: identity.name,
      RoleArn: identity.roleArn,
      ...(identity.synchronous ? {} : { RedriveCount: state.redriveCount }),
      ...(state.redrivenAtMs === undefined ? {} : { RedriveTime: timeText(state.redrivenAtMs) }),
    },
    StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
    State: {
      Name: frame.stateName,
      EnteredTime: timeText(frame.enteredAtMs),
      ...(isTask ? { RetryCount: frame.retryCount } : {}),
    },
  };
  const item = mapItem(frame);
  if (item !== undefined) context.Map = { Item: item };
  if (token !== undefined) context.Task = { Token: token };
  return context;
}

function mapItem(frame: Frame): JsonObject | undefined {
  for (let inner: Frame | undefined = frame; inner !== undefined; inner = inner.parent) {
    const items = inner.parent?.fork?.items;
    if (items !== undefined) return { Index: inner.index, Value: items[inner.index] ?? null };
  }
  return undefined;
}

function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
