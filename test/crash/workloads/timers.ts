import { call, chain, type Workloads } from "./workload.ts";

const waitUntil = { Type: "Wait", Timestamp: "{% $states.input.until %}" };
const never = { Type: "Wait", Seconds: 86_400 };

/** Waits, deadlines, retries with backoff, executions that are stopped or redriven. */
export const timers: Workloads = {
  "wait-seconds": {
    ends: "SUCCEEDED",
    definition: chain({ First: { Type: "Wait", Seconds: 3 }, Second: { Type: "Wait", Seconds: 2 } }),
  },
  "wait-until": { ends: "SUCCEEDED", definition: chain({ Until: waitUntil, Done: { Type: "Pass" } }) },
  retry: {
    ends: "SUCCEEDED",
    calls: 3,
    definition: chain({
      Flaky: {
        ...call("flaky", "{% $merge([$states.input, {'retryCount': $states.context.State.RetryCount}]) %}"),
        Retry: [{ ErrorEquals: ["Flaky"], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 3 }],
      },
    }),
  },
  failure: {
    ends: "FAILED",
    calls: 2,
    definition: chain({
      Flaky: {
        ...call("flaky", "{% {'id': $states.input.id, 'retryCount': 0} %}"),
        Retry: [{ ErrorEquals: ["Flaky"], IntervalSeconds: 2, MaxAttempts: 1 }],
      },
    }),
  },
  redriven: {
    ends: "SUCCEEDED",
    calls: 2,
    redriven: true,
    definition: chain({
      Flaky: call(
        "flaky",
        "{% {'id': $states.input.id, 'retryCount': 2 * $states.context.Execution.RedriveCount} %}",
      ),
      Wait: { Type: "Wait", Seconds: 1 },
    }),
  },
  "execution-timeout": { ends: "TIMED_OUT", definition: { ...chain({ Wait: never }), TimeoutSeconds: 4 } },
  stopped: { ends: "ABORTED", stopped: "while it waits", definition: chain({ Wait: never }) },
};
