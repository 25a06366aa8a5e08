import type { Command } from "../../../../../runtime/asl/command.ts";
import type { Effect } from "../../../../../runtime/asl/effect.ts";
import { Failure } from "../../../../../runtime/asl/failure.ts";
import type { Json, JsonObject } from "../../../../../runtime/asl/json.ts";
import { type Machine, type MachineLimits, startMachine } from "../machine.ts";

/** A world in which tasks answer what they are told to, and time passes when nothing else can happen. */
export interface World extends MachineLimits {
  /** What the tasks answer, one after the other and from the beginning again. */
  readonly answers: readonly ("input" | "text" | "Busy" | "States.Timeout")[];
  /** How often an execution that ended without success is redriven. */
  readonly redrives?: number;
  /** Somebody stops the execution after so many commands. */
  readonly stopAfter?: number;
  /** Called after every decision, the start included. */
  readonly watch?: (machine: Machine) => void;
}

const MOST_COMMANDS = 3000;

/** Runs a definition to its end; after thousands of commands it is stopped. */
export function runInWorld(raw: JsonObject, input: Json, world: World): Machine {
  const machine = startMachine(raw, input, limitsOf(world));
  const waiting: Effect[] = [];
  let answered = 0;
  const nextAnswer = () => world.answers[answered++ % world.answers.length];
  let { redrives = 0 } = world;
  for (let commands = 0; machine.state.status === "RUNNING" || redrives > 0; commands++) {
    world.watch?.(machine);
    if (machine.state.status !== "RUNNING") {
      if (machine.state.unfinished === undefined) break;
      redrives -= 1;
      waiting.length = 0;
      machine.send({ type: "redrive", fromStart: false });
      continue;
    }
    waiting.push(...machine.effects.filter(({ type }) => Object.hasOwn(ORDERS, type)));
    const effect = nextOf(waiting);
    if (effect === undefined) throw new Error(`waits for nothing: ${machine.types().join(" ")}`);
    machine.effects = [];
    if (effect.type === "arm") machine.nowMs = Math.max(machine.nowMs, effect.atMs);
    if (commands < MOST_COMMANDS && commands !== world.stopAfter) machine.send(commandOf(effect, nextAnswer));
    else machine.send({ type: "stop", error: undefined, cause: "It takes too long." });
  }
  world.watch?.(machine);
  return machine;
}

function limitsOf({ isLong, mostEvents }: World): MachineLimits {
  return { ...(isLong === undefined ? {} : { isLong }), ...(mostEvents === undefined ? {} : { mostEvents }) };
}

/** What was cut short goes on first, then work is answered, then the earliest timer rings. */
const ORDERS: Partial<Record<Effect["type"], number>> = { continue: -2, task: -1, "map-run": -1, arm: 0 };

function nextOf(waiting: Effect[]): Effect | undefined {
  const order = (effect: Effect) => (effect.type === "arm" ? effect.atMs : (ORDERS[effect.type] ?? 0));
  let first = 0;
  for (const [at, effect] of waiting.entries())
    if (order(effect) < order(waiting[first] as Effect)) first = at;
  return waiting.splice(first, 1)[0];
}

function commandOf(effect: Effect, nextAnswer: () => World["answers"][number] | undefined): Command {
  if (effect.type === "arm") return { ...effect, type: "timer" };
  if (effect.type === "task") return answerTo(effect, nextAnswer());
  if (effect.type !== "map-run") return { type: "continue" };
  const { frame, eventId } = effect;
  if (nextAnswer() === "input") return { type: "map-run-succeeded", frame, eventId, output: [1] };
  return { type: "map-run-failed", frame, eventId, failure: new Failure("States.ItemReaderFailed", "none") };
}

function answerTo(
  { frame, eventId, parameters }: Extract<Effect, { type: "task" }>,
  answer: World["answers"][number] = "input",
): Command {
  if (answer === "input") return { type: "task-succeeded", frame, eventId, output: { Payload: parameters } };
  if (answer === "text") return { type: "task-succeeded", frame, eventId, output: "text" };
  return { type: "task-failed", frame, eventId, failure: new Failure(answer, "of the world") };
}
