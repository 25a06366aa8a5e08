import type { ParameterDeclaration } from "./template.ts";
import { validationError } from "./validation-error.ts";

/** A parameter as the deployer gave it, or as it was at the last deployment. */
interface GivenParameter {
  readonly key: string;
  readonly value?: string;
  readonly usePrevious: boolean;
}

/** A parameter of a stack: what was given, and for parameters that name an SSM parameter what that held. */
export interface StackParameter {
  readonly key: string;
  readonly value: string;
  readonly resolved?: string;
}

export interface ParameterInputs {
  readonly declared: Readonly<Record<string, ParameterDeclaration>>;
  readonly given: readonly GivenParameter[];
  readonly previous: readonly StackParameter[];
  /** The value of a parameter of SSM's Parameter Store. */
  readonly readSsmParameter: (name: string) => Promise<string>;
}

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;

/** The value of every declared parameter, checked against its constraints. Refuses unknown and missing ones by name. */
export async function parameterValues(inputs: ParameterInputs): Promise<readonly StackParameter[]> {
  const unknown = inputs.given.map(({ key }) => key).filter((key) => !Object.hasOwn(inputs.declared, key));
  if (unknown.length > 0)
    throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  const chosen = Object.entries(inputs.declared).map(([key, declaration]) => ({
    key,
    declaration,
    value: chooseValue(key, declaration, inputs),
  }));
  const missing = chosen.filter(({ value }) => value === undefined).map(({ key }) => key);
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  return Promise.all(
    chosen.map(async ({ key, declaration, value = "" }) => {
      checkConstraints(key, declaration, value);
      if (!SSM_VALUE.test(declaration.Type)) return { key, value };
      return { key, value, resolved: await inputs.readSsmParameter(value) };
    }),
  );
}

/** What `Ref` gives: text, or a list for the list types. */
export function referenceValue(declaration: ParameterDeclaration, parameter: StackParameter): unknown {
  const type = SSM_VALUE.exec(declaration.Type)?.[1] ?? declaration.Type;
  const text = parameter.resolved ?? parameter.value;
  const isList = type === "CommaDelimitedList" || type.startsWith("List<");
  return isList ? text.split(",").map((item) => item.trim()) : text;
}

function chooseValue(
  key: string,
  declaration: ParameterDeclaration,
  inputs: ParameterInputs,
): string | undefined {
  const given = inputs.given.find((parameter) => parameter.key === key);
  if (given?.usePrevious) return inputs.previous.find((parameter) => parameter.key === key)?.value;
  if (given?.value !== undefined) return given.value;
  return declaration.Default === undefined ? undefined : String(declaration.Default);
}

function checkConstraints(key: string, declaration: ParameterDeclaration, value: string): void {
  const problem = constraintProblem(declaration, value);
  if (problem === undefined) return;
  const text = declaration.ConstraintDescription ?? problem;
  throw validationError(`Parameter ${key} failed to satisfy constraint: ${text}`);
}

function constraintProblem(declaration: ParameterDeclaration, value: string): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue, Type } = declaration;
  if (AllowedValues && !AllowedValues.map(String).includes(value))
    return `Parameter must be one of AllowedValues: [${AllowedValues.join(", ")}]`;
  if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    return `Parameter must match pattern ${AllowedPattern}`;
  if (MinLength !== undefined && value.length < Number(MinLength)) return `at least ${MinLength} characters`;
  if (MaxLength !== undefined && value.length > Number(MaxLength)) return `at most ${MaxLength} characters`;
  if (Type === "Number" && !Number.isFinite(Number(value || Number.NaN))) return "Parameter must be a number";
  if (MinValue !== undefined && Number(value) < Number(MinValue)) return `at least ${MinValue}`;
  if (MaxValue !== undefined && Number(value) > Number(MaxValue)) return `at most ${MaxValue}`;
  return undefined;
}
