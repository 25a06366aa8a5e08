/** Something that a kill must not do. */
export interface Problem {
  readonly kind: "lost" | "doubled" | "different";
  readonly text: string;
}
