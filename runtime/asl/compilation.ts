import type { Block } from "./definition.ts";
import type { QueryLanguage } from "./query-language.ts";

/** What the parts of a definition are compiled with. */
export interface Compilation {
  readonly blocks: Block[];
  readonly language: QueryLanguage;
  /** What states in branches and item processors start from, whatever the state around them chose. */
  readonly machineLanguage: QueryLanguage;
}
