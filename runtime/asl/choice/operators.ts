import type { Json } from "../json.ts";
import { isTimestamp, timestampMs } from "../timestamp.ts";
import { matchesWildcards } from "./wildcards.ts";

/** Compares the variable's value with the operand. */
export type ChoiceOperator = (value: Json, operand: Json) => boolean;

type Order = (difference: number) => boolean;

const ORDERS = {
  Equals: (difference) => difference === 0,
  LessThan: (difference) => difference < 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThan: (difference) => difference > 0,
  GreaterThanEquals: (difference) => difference >= 0,
} as const satisfies Record<string, Order>;

type Difference = (value: Json, operand: Json) => number;

/** Values of another type than the operator's give NaN, which no order accepts. */
const DIFFERENCES: Readonly<Record<"String" | "Numeric" | "Timestamp" | "Boolean", Difference>> = {
  String(value, operand) {
    if (typeof value !== "string" || typeof operand !== "string") return Number.NaN;
    if (value === operand) return 0;
    return value < operand ? -1 : 1;
  },
  Numeric(value, operand) {
    return typeof value === "number" && typeof operand === "number" ? value - operand : Number.NaN;
  },
  Timestamp(value, operand) {
    if (typeof value !== "string" || typeof operand !== "string") return Number.NaN;
    return isTimestamp(value) && isTimestamp(operand)
      ? timestampMs(value) - timestampMs(operand)
      : Number.NaN;
  },
  Boolean(value, operand) {
    return typeof value === "boolean" && typeof operand === "boolean"
      ? Number(value) - Number(operand)
      : Number.NaN;
  },
};

function compared(type: keyof typeof DIFFERENCES, order: keyof typeof ORDERS): ChoiceOperator {
  const difference = DIFFERENCES[type];
  const accepts: Order = ORDERS[order];
  return (value, operand) => accepts(difference(value, operand));
}

function typeTest(is: (value: Json) => boolean): ChoiceOperator {
  return (value, operand) => is(value) === operand;
}

/** Operators that compare; each but StringMatches has a twin ending in `Path`. */
export const COMPARISONS = {
  BooleanEquals: compared("Boolean", "Equals"),
  NumericEquals: compared("Numeric", "Equals"),
  NumericGreaterThan: compared("Numeric", "GreaterThan"),
  NumericGreaterThanEquals: compared("Numeric", "GreaterThanEquals"),
  NumericLessThan: compared("Numeric", "LessThan"),
  NumericLessThanEquals: compared("Numeric", "LessThanEquals"),
  StringEquals: compared("String", "Equals"),
  StringGreaterThan: compared("String", "GreaterThan"),
  StringGreaterThanEquals: compared("String", "GreaterThanEquals"),
  StringLessThan: compared("String", "LessThan"),
  StringLessThanEquals: compared("String", "LessThanEquals"),
  StringMatches: (value, operand) =>
    typeof value === "string" && typeof operand === "string" && matchesWildcards(value, operand),
  TimestampEquals: compared("Timestamp", "Equals"),
  TimestampGreaterThan: compared("Timestamp", "GreaterThan"),
  TimestampGreaterThanEquals: compared("Timestamp", "GreaterThanEquals"),
  TimestampLessThan: compared("Timestamp", "LessThan"),
  TimestampLessThanEquals: compared("Timestamp", "LessThanEquals"),
} as const satisfies Record<string, ChoiceOperator>;

/** Operators that ask for a type. `IsPresent` is not here: it asks for the variable itself. */
export const TYPE_TESTS = {
  IsBoolean: typeTest((value) => typeof value === "boolean"),
  IsNull: typeTest((value) => value === null),
  IsNumeric: typeTest((value) => typeof value === "number"),
  IsString: typeTest((value) => typeof value === "string"),
  IsTimestamp: typeTest((value) => typeof value === "string" && isTimestamp(value)),
} as const satisfies Record<string, ChoiceOperator>;

/** An operator by its name in a rule, without `Path`. */
export function choiceOperator(name: string): ChoiceOperator | undefined {
  const table: Readonly<Record<string, ChoiceOperator>> = { ...COMPARISONS, ...TYPE_TESTS };
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
