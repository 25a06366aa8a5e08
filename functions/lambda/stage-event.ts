import type { Release } from "../../core/release/release.ts";
import type {
  BakeryResult,
  Failure,
  PostProvisionPause,
  PreProvisionResult,
  ProvisionResult,
  PutBackResult,
  ValidationResult,
} from "../../core/stage-results.ts";

/** What the state machine hands to a stage's function: the release and the results of the stages before it. */
export interface StageEvent {
  readonly release: Release;
  readonly taskToken?: string;
  readonly preProvision?: PreProvisionResult;
  readonly bakery?: BakeryResult;
  readonly provision?: ProvisionResult;
  readonly validation?: ValidationResult;
  /** What PostProvision gave before it was invoked again. */
  readonly postProvision?: PostProvisionPause;
  readonly failure?: Failure;
  readonly putBack?: PutBackResult;
  /** Why putting back failed, too; only for record-failure. */
  readonly putBackFailure?: Readonly<{ error: string; cause: string }>;
}

/** A stage's event with the members that this stage cannot do without. */
export type StageEventWith<Key extends keyof StageEvent> = StageEvent & {
  readonly [Name in Key]-?: Exclude<StageEvent[Name], undefined>;
};

/** Checks that the state machine handed over what the stage needs. Throws when not: a defect of the definition. */
export function requireMembers<Key extends keyof StageEvent>(
  event: StageEvent,
  ...keys: readonly Key[]
): StageEventWith<Key> {
  const missing = keys.filter((key) => event[key] === undefined);
  if (missing.length === 0) return event as StageEventWith<Key>;
  throw new TypeError(`expected the state machine to hand over ${missing.join(", ")}; it did not`);
}
