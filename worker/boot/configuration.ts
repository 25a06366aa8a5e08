import type { RunConfiguration } from "../../core/config/run-configuration.ts";
import { readPointer, verifyPointed } from "../../core/parameter-value.ts";
import type { AwsCalls } from "./aws-calls.ts";

/** Parameter Store gives at most so many at once. */
const parametersPerCall = 10;

export interface ConfigurationSource {
  readonly aws: AwsCalls;
  readonly parameter: { readonly name: string; readonly version: number };
}

/** The release's run configuration, in the very version that the instance was launched for. */
export async function readConfiguration({ aws, parameter }: ConfigurationSource): Promise<RunConfiguration> {
  const Name = `${parameter.name}:${parameter.version}`;
  const { Parameter } = await aws.call("GetParameter", { Name, WithDecryption: true });
  const value = Parameter?.Value ?? "";
  const pointer = readPointer(value);
  // A configuration that is too long for a parameter lies in S3.
  const text = pointer === undefined ? value : verifyPointed(pointer, await aws.getObject(pointer));
  return parseConfiguration(Name, text);
}

/** The parser's own error would quote the text, which holds secrets. */
function parseConfiguration(name: string, text: string): RunConfiguration {
  try {
    return JSON.parse(text) as RunConfiguration;
  } catch {
    throw new Error(`expected ${name} to be JSON; came ${text.length} characters that are not`);
  }
}

/** The values of the application's secrets, which lie in parameters of their own, by the variables they are for. */
export async function readSecrets(
  aws: AwsCalls,
  secrets: RunConfiguration["run"]["secrets"],
): Promise<Record<string, string>> {
  const names = [...new Set(Object.values(secrets).map(({ parameter }) => parameter))];
  const values = new Map<string, string>();
  for (let start = 0; start < names.length; start += parametersPerCall)
    for (const [name, value] of await readParameters(aws, names.slice(start, start + parametersPerCall)))
      values.set(name, value);
  return Object.fromEntries(
    Object.entries(secrets).map(([variable, { parameter }]) => [variable, values.get(parameter) ?? ""]),
  );
}

async function readParameters(aws: AwsCalls, names: string[]): Promise<readonly [string, string][]> {
  const { Parameters, InvalidParameters } = await aws.call("GetParameters", {
    Names: names,
    WithDecryption: true,
  });
  if (InvalidParameters?.length)
    throw new Error(
      `expected the parameters ${InvalidParameters.join(", ")} for the application's secrets; they are not there`,
    );
  return (Parameters ?? []).map(({ Name, Value }) => [Name ?? "", Value ?? ""]);
}
