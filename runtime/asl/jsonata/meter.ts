import { MOST_EVALUATION_MS, processorMs } from "../time-limit.ts";

/** Nesting of evaluations, as the library's own guardrail has it. */
const DEEPEST_STACK = 500;
/** Characters and list items that one evaluation may make in all, and that one value may have. */
const MOST_MADE = 20_000_000;
const LARGEST_VALUE = 16_000_000;
/** Looking at the clock takes a microsecond; a function that is called may take some hundred. */
const STEPS_PER_LOOK = 64;
const STEPS_OF_CALL = 8;

/**
 * Watches over the evaluations of one expression, so that none of them takes longer than `MOST_EVALUATION_MS`, fills
 * the memory or blows a value up. The library calls it for every part it evaluates and every function it calls.
 */
export interface Meter {
  /** Starts to count anew. */
  begin(): void;
  /** A part of the expression is going to be evaluated, `depth` deep in others. */
  enter(depth: number): void;
  /** A function is going to be called, maybe by another one. */
  call(): void;
  made(result: unknown): void;
  leave(expression: { readonly type: string }, input: unknown, environment: unknown, result: unknown): void;
}

/** `sharesParts`: the expression can put one value into another many times over, so values have to be measured whole. */
export function createMeter(sharesParts: boolean): Meter {
  let stepsToLook = STEPS_PER_LOOK;
  let made = 0;
  let endMs = 0;
  let sizes = new WeakMap<object, number>();
  const step = (steps: number) => {
    stepsToLook -= steps;
    if (stepsToLook > 0) return;
    stepsToLook = STEPS_PER_LOOK;
    const nowMs = processorMs();
    if (endMs === 0) endMs = nowMs + MOST_EVALUATION_MS;
    else if (nowMs > endMs) throw guardrail("D1012", MOST_EVALUATION_MS);
  };
  const meter: Meter = {
    begin() {
      stepsToLook = STEPS_PER_LOOK;
      made = 0;
      endMs = 0;
      if (sharesParts) sizes = new WeakMap();
    },
    enter(depth) {
      if (depth > DEEPEST_STACK) throw guardrail("D1011", DEEPEST_STACK);
      step(1);
    },
    call: () => step(STEPS_OF_CALL),
    made(result) {
      if (typeof result === "string" || Array.isArray(result)) {
        if (result.length > LARGEST_VALUE) throw guardrail("D2015", LARGEST_VALUE);
        made += result.length;
        if (made > MOST_MADE) throw guardrail("D2015", MOST_MADE);
      }
      if (sharesParts && typeof result === "object" && result !== null) measure(result, sizes);
    },
    leave(expression, _input, _environment, result) {
      if (!GIVES_WHAT_IS_THERE.has(expression.type)) meter.made(result);
    },
  };
  return meter;
}

const GIVES_WHAT_IS_THERE: ReadonlySet<string> = new Set(["variable", "name", "string", "number", "value"]);

/** The size of a value written out; values in it that were measured before are not looked into again. */
function measure(value: object, sizes: WeakMap<object, number>): number {
  const known = sizes.get(value);
  if (known !== undefined) return known;
  if ("_jsonata_lambda" in value || "_jsonata_function" in value) return 1;
  let size = 2;
  for (const member of Object.values(value)) {
    if (typeof member === "string") size += member.length + 2;
    else size += typeof member === "object" && member !== null ? measure(member, sizes) : 8;
    if (size > LARGEST_VALUE) throw guardrail("D2015", LARGEST_VALUE);
  }
  sizes.set(value, size);
  return size;
}

/** An error as the library throws them; it adds the message of the code. */
function guardrail(code: string, value: number): object {
  return { code, value, stack: new Error(code).stack };
}
