import type { Outcome } from "./failure.ts";
import type { Json, JsonObject } from "./json.ts";
import type { IntegrationPattern, TaskResource } from "./task-resource.ts";

/** Why a frame wants to be woken. */
export type TimerPurpose = "wait" | "retry" | "timeout" | "heartbeat" | "execution";

/** What the driver does once the events of a decision are safe. Each is keyed by the frame and the event it came from. */
export type Effect =
  | TaskEffect
  | MapRunEffect
  | {
      readonly type: "arm";
      readonly frame: number;
      readonly eventId: number;
      readonly purpose: TimerPurpose;
      readonly atMs: number;
      /** The definition names this very moment (a Wait's Timestamp); otherwise it is the end of a span of time. */
      readonly isMoment?: true;
    }
  /** The frame waits for nothing any more: forget its timers and its task. */
  | { readonly type: "disarm"; readonly frame: number; readonly eventId: number }
  /** The decision was cut short: the command `continue` takes up the rest of it. */
  | { readonly type: "continue" }
  /** The execution is over. */
  | { readonly type: "ended" };

/** An item of a distributed Map, as its selector sees it. */
export interface MapItem {
  readonly index: number;
  readonly value: Json;
  /** `STATE_DATA`, or the address of the bucket or the object in S3 that it is from. */
  readonly source: string;
}

/** Run the iterations of a distributed Map as executions of their own. */
export interface MapRunEffect {
  readonly type: "map-run";
  readonly frame: number;
  readonly eventId: number;
  readonly mapRunArn: string;
  readonly label: string;
  /** How often it was redriven: child executions that did not succeed are then run again, once each time. */
  readonly redriveCount: number;
  /** The definition of the child executions. */
  readonly processor: string;
  readonly executionType: "STANDARD" | "EXPRESS";
  /** Undefined when a reader reads them. */
  readonly items: readonly Json[] | undefined;
  /** The input of an iteration, from its item. */
  readonly select: (item: MapItem) => Outcome<Json>;
  /** 0 for as many as there are. */
  readonly maxConcurrency: number;
  readonly tolerated: { readonly count: number | undefined; readonly percentage: number | undefined };
  readonly reader:
    | {
        readonly resource: string;
        readonly parameters: Json;
        readonly config: JsonObject;
        readonly maxItems: number | undefined;
      }
    | undefined;
  readonly batcher:
    | {
        readonly maxItems: number | undefined;
        readonly maxBytes: number | undefined;
        readonly input: Json | undefined;
      }
    | undefined;
  readonly writer:
    | { readonly resource: string | undefined; readonly parameters: Json; readonly config: JsonObject }
    | undefined;
}

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
  /** Of a call that was made before a restart: what it answered. */
  readonly submittedOutput: Json | undefined;
}
