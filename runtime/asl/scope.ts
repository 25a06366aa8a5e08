import type { Json, JsonObject } from "./json.ts";

/** What the outside world contributes to a decision. Only the driver has the real ones; replay never asks. */
export interface Facts {
  readonly nowMs: number;
  /** A number in [0, 1). */
  random(): number;
  uuid(): string;
  /** The token of the task that is being scheduled as event `eventId` of frame `frame`. */
  taskToken(frame: number, eventId: number): string;
  activityExists(arn: string): boolean;
}

export type Variables = Readonly<Record<string, Json>>;

/** What an expression can see: the same for both query languages. */
export interface Scope {
  /** The state's raw input. */
  readonly input: Json;
  readonly variables: Variables;
  /** The context object (`$$`, `$states.context`), made when first asked for. */
  readonly context: () => JsonObject;
  /** The result of the task, branches or iterations. */
  readonly result?: Json | undefined;
  /** In a catcher: `{ Error, Cause }`. */
  readonly errorOutput?: Json | undefined;
  readonly facts: Facts;
}
