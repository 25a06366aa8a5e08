import { type Compute, computeOf } from "../../../compute/compute.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { changeInvocation, summarizeSteps } from "./command-status.ts";
import { type DocumentStep, parseDocument } from "./document-content.ts";
import { runDownloadStep } from "./download-step.ts";
import { findInstanceCaller, readInstanceState } from "./instances.ts";
import { environmentOf, interpolate } from "./interpolation.ts";
import { resolveParameters } from "./parameter-values.ts";
import { type CommandRecord, type InvocationRecord, isOver, type StepRecord } from "./records.ts";
import { runShellStep } from "./shell-step.ts";
import { type CommandsState, invocationKey } from "./state.ts";
import type { StepOutcome } from "./step-outcome.ts";

const DELIVERY_POLL_MS = 25;

type Target = Readonly<{ commandId: string; instanceId: string }>;

/** The agents of all instances: they take commands and run the steps as processes of their instance. */
export interface Agent {
  /** Begins to carry out an invocation in the background. */
  deliver(target: Target): void;
  /** Ends an invocation's processes, or keeps it from starting. */
  cancel(target: Target): void;
  /** Ends what a crash of the runtime interrupted, and delivers what had not begun. */
  recover(): void;
}

interface Work {
  readonly runtime: Runtime;
  readonly state: CommandsState;
  readonly compute: Compute;
  /** What cancels the step that an invocation is at. */
  readonly running: Map<string, () => void>;
}

export function createAgent(runtime: Runtime, state: CommandsState): Agent {
  const work: Work = { runtime, state, compute: computeOf(runtime), running: new Map() };
  const deliver = (target: Target) => {
    carryOut(work, target).catch((error: unknown) => {
      runtime.log.error("a command could not be carried out", { ...target, error });
      changeInvocation(work, target, { status: "Failed", statusDetails: "Failed" });
    });
  };
  return {
    deliver,
    cancel(target) {
      const stop = work.running.get(invocationKey(target));
      if (stop === undefined)
        return changeInvocation(work, target, { status: "Cancelled", statusDetails: "Cancelled" });
      changeInvocation(work, target, { status: "Cancelling", statusDetails: "Cancelling" });
      stop();
    },
    recover() {
      for (const invocation of [...state.invocations.values()]) {
        if (invocation.status === "Pending") deliver(invocation);
        else if (!isOver(invocation.status)) interrupt(work, invocation);
      }
    },
  };
}

/** Its processes died with the runtime. */
function interrupt(work: Work, invocation: InvocationRecord): void {
  const cancelled = invocation.status === "Cancelling";
  const outcome = cancelled
    ? ({ status: "Cancelled", statusDetails: "Cancelled" } as const)
    : ({ status: "Failed", statusDetails: "Terminated" } as const);
  changeInvocation(work, invocation, outcome);
}

async function carryOut(work: Work, target: Target): Promise<void> {
  const command = work.state.commands.get(target.commandId);
  if (command === undefined || !(await waitUntilUp(work, target, command))) return;
  changeInvocation(work, target, { status: "InProgress", statusDetails: "InProgress" });
  const steps = await runSteps(work, target, command);
  work.running.delete(invocationKey(target));
  // Processes that end because the whole runtime does have not failed: the next start says what became of them.
  if (work.compute.isClosing()) return;
  changeInvocation(work, target, { ...summarizeSteps(steps), steps });
}

/** A command waits for an instance that is just booting, as long as its delivery may take. */
async function waitUntilUp(work: Work, target: Target, command: CommandRecord): Promise<boolean> {
  const { runtime, compute, state } = work;
  const deadlineMs = command.requestedMs + command.timeoutSeconds * 1000;
  while (!compute.isUp(target.instanceId)) {
    const invocation = state.invocations.get(invocationKey(target));
    if (compute.isClosing() || invocation === undefined || isOver(invocation.status)) return false;
    if (!["pending", "running"].includes(await readInstanceState(runtime, target.instanceId))) {
      changeInvocation(work, target, { status: "Failed", statusDetails: "Undeliverable" });
      return false;
    }
    if (runtime.clock.now() >= deadlineMs) {
      changeInvocation(work, target, { status: "TimedOut", statusDetails: "DeliveryTimedOut" });
      return false;
    }
    await new Promise<void>((resolve) => runtime.clock.after(DELIVERY_POLL_MS, resolve));
  }
  return true;
}

/** Every step is run, also after a failed one, unless a step says `onFailure: exit` (or `onSuccess: exit`). */
async function runSteps(work: Work, target: Target, command: CommandRecord): Promise<readonly StepRecord[]> {
  const content = parseDocument(command.content, "JSON");
  const values = resolveParameters(content, command.parameters);
  const environment = environmentOf(content, values);
  const records: StepRecord[] = [];
  let exiting = false;
  for (const raw of content.mainSteps) {
    const step = interpolate(raw, content, values);
    const isFinal = `${step.inputs.finallyStep}` === "true";
    if (records.some((it) => it.status === "Cancelled") || work.compute.isClosing()) break;
    if (!isApplicable(step) || (exiting && !isFinal)) continue;
    const startMs = work.runtime.clock.now();
    const outcome = await runStep(work, target, { step, environment });
    const endMs = work.runtime.clock.now();
    records.push({ name: step.name, action: step.action, startMs, endMs, ...outcome });
    changeInvocation(work, target, { steps: [...records] });
    if (outcome.statusDetails === "Terminated") break;
    const succeeded = outcome.status === "Success";
    exiting ||= (succeeded ? step.inputs.onSuccess : step.inputs.onFailure) === "exit";
  }
  return records;
}

function runStep(
  { runtime, compute, running }: Work,
  target: Target,
  { step, environment }: Readonly<{ step: DocumentStep; environment: Readonly<Record<string, string>> }>,
): Promise<StepOutcome> {
  const { instanceId } = target;
  if (step.action === "aws:downloadContent") {
    const findCaller = () => findInstanceCaller(runtime, instanceId);
    return runDownloadStep({ step, root: compute.rootOf(instanceId), runtime, findCaller });
  }
  const shell = runShellStep({ step, instanceId, compute, clock: runtime.clock, environment });
  running.set(invocationKey(target), shell.cancel);
  return shell.outcome;
}

/** The only thing that preconditions can ask is the platform. */
function isApplicable({ precondition }: DocumentStep): boolean {
  if (precondition === undefined) return true;
  const [left, right] = precondition.StringEquals.map((it) => (it === "platformType" ? "Linux" : it));
  return left === right;
}
