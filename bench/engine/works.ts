import { api } from "./api.ts";
import { contests } from "./contests.ts";
import { groupCommit } from "./group-commit.ts";
import { growth } from "./growth.ts";
import { recovery } from "./recovery.ts";
import { transition } from "./transition.ts";
import type { Work } from "./work.ts";

/** Everything that `npm run bench -- engine` measures, in this order. */
export const works: readonly Work[] = [...contests, groupCommit, transition, recovery, growth, api];
