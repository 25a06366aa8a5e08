import type { JsonObject } from "./json.ts";
import type { DataFlow, Evaluator } from "./query-language.ts";
import type { Retrier } from "./retry.ts";
import type { TaskResource } from "./task-resource.ts";

/** A definition made ready to run: every path, template and expression parsed once. */
export interface CompiledDefinition {
  /** Block 0 is the state machine; the others are branches and item processors. */
  readonly blocks: readonly Block[];
  readonly timeoutSeconds: number | undefined;
}

export interface Block {
  readonly id: number;
  readonly startAt: string;
  readonly states: ReadonlyMap<string, CompiledState>;
}

export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly flow: DataFlow;
}

interface StateBase {
  readonly name: string;
  /** Absent at the end of the block. */
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface PassState extends StateBase {
  readonly type: "Pass";
  readonly result: Evaluator;
}

export interface SucceedState extends StateBase {
  readonly type: "Succeed";
}

export interface FailState extends StateBase {
  readonly type: "Fail";
  readonly error: Evaluator | undefined;
  readonly cause: Evaluator | undefined;
}

export interface WaitState extends StateBase {
  readonly type: "Wait";
  readonly seconds: Evaluator | undefined;
  readonly timestamp: Evaluator | undefined;
}

export interface ChoiceRule {
  readonly condition: Evaluator<boolean>;
  readonly next: string;
  readonly flow: DataFlow;
}

export interface ChoiceState extends StateBase {
  readonly type: "Choice";
  readonly rules: readonly ChoiceRule[];
  readonly otherwise: string | undefined;
}

export interface TaskState extends StateBase {
  readonly type: "Task";
  readonly resource: TaskResource;
  readonly timeoutSeconds: Evaluator | undefined;
  readonly heartbeatSeconds: Evaluator | undefined;
  readonly credentials: Evaluator | undefined;
}

export interface ParallelState extends StateBase {
  readonly type: "Parallel";
  readonly branches: readonly Block[];
}

export interface MapState extends StateBase {
  readonly type: "Map";
  readonly processor: Block;
  readonly items: Evaluator | undefined;
  readonly itemSelector: Evaluator | undefined;
  readonly maxConcurrency: Evaluator | undefined;
  /** Set in the mode DISTRIBUTED, where every iteration is an execution of its own. */
  readonly distributed: DistributedMap | undefined;
}

/** What only a distributed Map has. */
export interface DistributedMap {
  readonly label: string | undefined;
  /** The definition that child executions run under. */
  readonly processor: string;
  readonly executionType: "STANDARD" | "EXPRESS";
  readonly reader: ItemReader | undefined;
  readonly batcher: ItemBatcher | undefined;
  readonly writer: ResultWriter | undefined;
  readonly toleratedCount: Evaluator | undefined;
  readonly toleratedPercentage: Evaluator | undefined;
}

export interface ItemReader {
  readonly resource: string;
  readonly parameters: Evaluator;
  readonly config: JsonObject;
  readonly maxItems: Evaluator | undefined;
}

export interface ItemBatcher {
  readonly maxItems: Evaluator | undefined;
  readonly maxBytes: Evaluator | undefined;
  readonly input: Evaluator | undefined;
}

export interface ResultWriter {
  readonly resource: string | undefined;
  readonly parameters: Evaluator | undefined;
  readonly config: JsonObject;
}

export type CompiledState =
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;

export type StateType = CompiledState["type"];
