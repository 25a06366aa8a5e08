import type { Command } from "../../../../../runtime/asl/decide.ts";
import type { Effect } from "../../../../../runtime/asl/effect.ts";
import { Failure } from "../../../../../runtime/asl/failure.ts";
import type { Json, JsonObject } from "../../../../../runtime/asl/json.ts";
import { type Machine, type MachineLimits, startMachine } from "../machine.ts";

/** A world in which tasks answer what they are told to, and time passes when nothing else can happen. */
export interface World extends MachineLimits {
  /** What the tasks answer, one after the other and from the beginning again. */
  readonly answers: readonly ("input" | "text" | "Busy" | "States.Timeout")[];
  /** Called after every decision, the start included. */
  readonly watch?: (machine: Machine) => void;
}

const MOST_COMMANDS = 5000;

/** Runs a definition to its end. Throws when it has none within thousands of commands. */
export function runInWorld(raw: JsonObject, input: Json, world: World): Machine {
  const machine = startMachine(raw, input, limitsOf(world));
  const waiting: Effect[] = [];
  let answered = 0;
  for (let commands = 0; machine.state.status === "RUNNING"; commands++) {
    world.watch?.(machine);
    waiting.push(
      ...machine.effects.filter(({ type }) => type === "task" || type === "arm" || type === "continue"),
    );
    const effect = nextOf(waiting);
    if (effect === undefined) throw new Error(`waits for nothing: ${machine.types().join(" ")}`);
    if (commands > MOST_COMMANDS) throw new Error("does not come to an end");
    machine.effects = [];
    if (effect.type === "continue") machine.send({ type: "continue" });
    else if (effect.type === "task")
      machine.send(answerTo(effect, world.answers[answered++ % world.answers.length]));
    else if (effect.type === "arm") machine.send({ ...effect, type: "timer" });
  }
  world.watch?.(machine);
  return machine;
}

function limitsOf({ isLong, mostEvents }: World): MachineLimits {
  return { ...(isLong === undefined ? {} : { isLong }), ...(mostEvents === undefined ? {} : { mostEvents }) };
}

/** What was cut short goes on first, then tasks answer, then the earliest timer rings. */
function nextOf(waiting: Effect[]): Effect | undefined {
  const order = (effect: Effect) =>
    effect.type === "continue" ? -2 : effect.type === "arm" ? effect.atMs : -1;
  let first = 0;
  for (const [at, effect] of waiting.entries())
    if (order(effect) < order(waiting[first] as Effect)) first = at;
  return waiting.splice(first, 1)[0];
}

function answerTo(
  { frame, eventId, parameters }: Extract<Effect, { type: "task" }>,
  answer: World["answers"][number] = "input",
): Command {
  if (answer === "input") return { type: "task-succeeded", frame, eventId, output: { Payload: parameters } };
  if (answer === "text") return { type: "task-succeeded", frame, eventId, output: "text" };
  return { type: "task-failed", frame, eventId, failure: new Failure(answer, "of the world") };
}
