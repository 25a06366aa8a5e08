import type { StageEventWith } from "../lambda/stage-event.ts";

/** What PostProvision is handed: the results of all stages before it. */
export type PostProvisionEvent = StageEventWith<"preProvision" | "bakery" | "provision" | "validation">;
