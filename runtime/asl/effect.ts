import type { Json } from "./json.ts";
import type { IntegrationPattern, TaskResource } from "./task-resource.ts";

/** Why a frame wants to be woken. */
export type TimerPurpose = "wait" | "retry" | "timeout" | "heartbeat" | "execution";

/** What the driver does once the events of a decision are safe. Each is keyed by the frame and the event it came from. */
export type Effect =
  | TaskEffect
  | {
      readonly type: "arm";
      readonly frame: number;
      readonly eventId: number;
      readonly purpose: TimerPurpose;
      readonly atMs: number;
    }
  /** The frame waits for nothing any more: forget its timers and its task. */
  | { readonly type: "disarm"; readonly frame: number; readonly eventId: number }
  /** The execution is over. */
  | { readonly type: "ended" };

/** Perform a task: call what its resource names. */
export interface TaskEffect {
  readonly type: "task";
  readonly frame: number;
  readonly eventId: number;
  readonly resource: TaskResource;
  readonly pattern: IntegrationPattern;
  readonly parameters: Json;
  readonly credentialsRoleArn: string | undefined;
  readonly token: string | undefined;
  /** Whether an activity has been taken by a worker already. */
  readonly started: boolean;
  /** Set when the call was made before a restart: what it answered. */
  readonly submittedOutput?: Json;
}
