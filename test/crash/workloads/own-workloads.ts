import { branches } from "./branches.ts";
import { children } from "./children.ts";
import { services } from "./services.ts";
import { timers } from "./timers.ts";
import { tokens } from "./tokens.ts";
import type { Workloads } from "./workload.ts";

/** All kinds of work that a campaign has of its own; recorded cases may come in addition. */
export const ownWorkloads: Workloads = inJsonata({
  ...branches,
  ...timers,
  ...tokens,
  ...children,
  ...services,
});

function inJsonata(workloads: Workloads): Workloads {
  const entries = Object.entries(workloads).map(([name, workload]) => {
    const definition = { QueryLanguage: "JSONata", ...workload.definition };
    return [name, { ...workload, definition }];
  });
  return Object.fromEntries(entries);
}
