/** One step of a path after its root. */
export type Segment =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "members"; readonly names: readonly string[] }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | {
      readonly kind: "slice";
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly step: number;
    }
  | { readonly kind: "wildcard" }
  | { readonly kind: "filter"; readonly filter: Filter }
  | { readonly kind: "descendants" }
  | { readonly kind: "length" };

/** A parsed path: what it starts from, and its steps. */
export interface Path {
  readonly source: string;
  /** `$` is the input, `$$` the context object, anything else a variable. */
  readonly root:
    | { readonly kind: "input" | "context" | "item" }
    | { readonly kind: "variable"; readonly name: string };
  readonly segments: readonly Segment[];
  /** Whether it can lead to one place only. */
  readonly definite: boolean;
}

/** The test of a filter: `[?(@.price < 10 && @.name)]`. */
export type Filter =
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly inner: Filter }
  | { readonly kind: "exists"; readonly path: Path }
  | { readonly kind: "compare"; readonly operator: string; readonly left: Operand; readonly right: Operand };

export type Operand =
  | { readonly kind: "path"; readonly path: Path }
  | {
      readonly kind: "literal";
      readonly value: null | boolean | number | string | readonly (null | boolean | number | string)[];
    };

/** A path was not written as a path must be; `position` counts characters from 0. */
export class PathSyntaxError extends Error {
  override readonly name = "PathSyntaxError";
}
