import type { ParameterTier, PutParameterRequest } from "@aws-sdk/client-ssm";
import { parameterErrors } from "./errors.ts";
import type { ParameterState } from "./parameter-state.ts";

const TIER_BYTES = { Standard: 4096, Advanced: 8192 } as const;
const TYPES: readonly string[] = ["String", "StringList", "SecureString"];
const IMAGE_ID = /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** The checks of PutParameter that need no store. */
export function checkPut(input: PutParameterRequest): void {
  const { validation } = parameterErrors;
  if (input.Overwrite && input.Tags?.length) {
    throw validation("Invalid request: tags and overwrite can't be used together.");
  }
  if (input.Type !== undefined && !TYPES.includes(input.Type)) {
    throw validation(`Type must be ${TYPES.join(", ")}, is ${input.Type}.`);
  }
  if (!input.Value) throw validation("Value must have at least 1 character.");
  if ((input.Description ?? "").length > 1024) throw validation("Description has at most 1024 characters.");
  if (input.KeyId !== undefined && input.Type !== undefined && input.Type !== "SecureString") {
    throw validation("KeyId is required for SecureString type parameter only.");
  }
  checkPattern(input);
}

function checkPattern({ AllowedPattern: pattern, Value: value = "" }: PutParameterRequest): void {
  if (pattern === undefined) return;
  if (pattern.length > 1024) throw parameterErrors.validation("AllowedPattern has at most 1024 characters.");
  if (!compile(pattern).test(value)) throw parameterErrors.patternMismatch();
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch (cause) {
    throw parameterErrors.invalidPattern(cause);
  }
}

/** The tier a value gets: the one asked for, the existing one, or by its size with Intelligent-Tiering. */
export function tierOf(input: PutParameterRequest, existing: ParameterState | undefined): ParameterTier {
  const bytes = Buffer.byteLength(input.Value ?? "");
  const asked = input.Tier ?? existing?.tier ?? "Standard";
  const fitting = bytes > TIER_BYTES.Standard || existing?.tier === "Advanced" ? "Advanced" : "Standard";
  const tier = asked === "Intelligent-Tiering" ? fitting : asked;
  if (existing?.tier === "Advanced" && tier === "Standard") {
    throw parameterErrors.validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.",
    );
  }
  if (bytes > TIER_BYTES[tier]) throw parameterErrors.validation(tooLong(tier));
  return tier;
}

function tooLong(tier: keyof typeof TIER_BYTES): string {
  const upgrade =
    tier === "Standard" ? " To create a larger parameter value, upgrade to the advanced-parameter tier." : "";
  return `${tier} tier parameters support a maximum parameter value of ${TIER_BYTES[tier]} characters.${upgrade}`;
}

/**
 * DIVERGES: `aws:ec2:image` is checked by its pattern when it is put; AWS also looks, later, whether the image exists.
 */
export function dataTypeOf(input: PutParameterRequest, existing: ParameterState | undefined): string {
  const dataType = input.DataType ?? existing?.dataType ?? "text";
  if (dataType === "text") return dataType;
  if (dataType !== "aws:ec2:image")
    throw parameterErrors.validation(`The data type ${dataType} is not emulated.`);
  if (input.Type !== undefined && input.Type !== "String") {
    throw parameterErrors.validation("The data type aws:ec2:image is for parameters of type String.");
  }
  if (!IMAGE_ID.test(input.Value ?? "")) throw parameterErrors.validation(`'${input.Value}' is no image id.`);
  return dataType;
}
