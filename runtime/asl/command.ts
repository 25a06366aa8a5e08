import type { TimerPurpose } from "./effect.ts";
import type { Failure } from "./failure.ts";
import type { EventDetails } from "./history-event.ts";
import type { Json } from "./json.ts";

/** What can happen to an execution. `frame` and `eventId` say which wait it ends; one that is over is ignored. */
export type Command =
  | {
      readonly type: "map-run-succeeded";
      readonly frame: number;
      readonly eventId: number;
      readonly output: Json;
    }
  | {
      readonly type: "map-run-failed";
      readonly frame: number;
      readonly eventId: number;
      readonly failure: Failure;
    }
  | { readonly type: "start"; readonly input: Json; readonly details?: EventDetails | undefined }
  | {
      readonly type: "task-submitted";
      readonly frame: number;
      readonly eventId: number;
      readonly output: Json;
    }
  | {
      readonly type: "task-succeeded";
      readonly frame: number;
      readonly eventId: number;
      readonly output: Json;
    }
  | {
      readonly type: "task-failed";
      readonly frame: number;
      readonly eventId: number;
      readonly failure: Failure;
      /** What failed is the call that was to start a job or to ask for a callback. */
      readonly submission?: true;
    }
  | {
      readonly type: "activity-started";
      readonly frame: number;
      readonly eventId: number;
      readonly workerName: string | undefined;
    }
  | {
      readonly type: "timer";
      readonly frame: number;
      readonly eventId: number;
      readonly purpose: TimerPurpose;
    }
  | { readonly type: "fail"; readonly failure: Failure; readonly input: Json }
  /** Goes on with a decision that was cut short. */
  | { readonly type: "continue" }
  | { readonly type: "stop"; readonly error: string | undefined; readonly cause: string | undefined }
  /** Goes on from where the execution ended without success; Express workflows start again. */
  | { readonly type: "redrive"; readonly fromStart: boolean };

/** A command of one kind. */
export type CommandOf<Type extends Command["type"]> = Extract<Command, { type: Type }>;
