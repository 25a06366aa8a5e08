import type { Fault } from "../plan/fault.ts";

/** How a victim is to start. */
export interface VictimOrders {
  readonly dataDir: string;
  readonly functionsDir: string;
  readonly nowMs: number;
  readonly fault?: Fault;
}

/** A call of a function, told when it begins: a call that is made again is told again. */
export interface Call {
  readonly functionName: string;
  readonly payload: Readonly<Record<string, unknown>> | null;
}

/** What a victim tells its parent. */
export type VictimMessage =
  | { readonly kind: "loaded" }
  | {
      readonly kind: "ready";
      readonly endpoint: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    }
  | { readonly kind: "called"; readonly call: Call }
  /** The clock was moved and all is quiet again, or the fault is armed. */
  | { readonly kind: "done" };

/** What a parent tells its victim. */
export type ParentMessage =
  | { readonly kind: "advance"; readonly toMs: number }
  | { readonly kind: "arm" }
  | { readonly kind: "keep-compiled" }
  | { readonly kind: "end" };
