import type { ProcessIdentity } from "../process-table.ts";
import type { Launch } from "../sandbox.ts";
import type { ProcessExit } from "../supervised-process.ts";

/** What the runtime tells the program that starts processes. `id` is the runtime's own name for a process. */
export type StarterRequest =
  | { readonly type: "start"; readonly id: number; readonly launch: Launch }
  /** Asks the process's whole group to end. */
  | { readonly type: "terminate"; readonly id: number }
  /** Ends the whole session and what descends from it. */
  | { readonly type: "kill"; readonly id: number };

/** What the program tells the runtime, of each process in this order. */
export type StarterReport =
  | { readonly type: "started"; readonly id: number; readonly identity: ProcessIdentity }
  | {
      readonly type: "printed";
      readonly id: number;
      readonly stream: "stdout" | "stderr";
      readonly chunk: Buffer;
    }
  | { readonly type: "ended"; readonly id: number; readonly exit: ProcessExit };
