import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { RunConfiguration } from "../../core/config/run-configuration.ts";
import { type ParameterPointer, readPointer, verifyPointed } from "../../core/parameter-value.ts";

/** Parameter Store gives at most so many at once. */
const parametersPerCall = 10;

export interface ConfigurationSource {
  readonly ssm: SSMClient;
  readonly parameter: { readonly name: string; readonly version: number };
}

/** The release's run configuration, in the very version that the instance was launched for. */
export async function readConfiguration({ ssm, parameter }: ConfigurationSource): Promise<RunConfiguration> {
  const Name = `${parameter.name}:${parameter.version}`;
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  const value = Parameter?.Value ?? "";
  const pointer = readPointer(value);
  return parseConfiguration(Name, pointer === undefined ? value : await readPointed(ssm, pointer));
}

/** The parser's own error would quote the text, which holds secrets. */
function parseConfiguration(name: string, text: string): RunConfiguration {
  try {
    return JSON.parse(text) as RunConfiguration;
  } catch {
    throw new Error(`expected ${name} to be JSON; came ${text.length} characters that are not`);
  }
}

/** A configuration that is too long for a parameter lies in S3. */
async function readPointed({ config }: SSMClient, pointer: ParameterPointer): Promise<string> {
  const { region, credentials } = config;
  const s3 = new S3Client({ region, credentials });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: pointer.bucket, Key: pointer.key }));
  return verifyPointed(pointer, (await Body?.transformToString()) ?? "");
}

/** The values of the application's secrets, which lie in parameters of their own, by the variables they are for. */
export async function readSecrets(
  ssm: SSMClient,
  secrets: RunConfiguration["run"]["secrets"],
): Promise<Record<string, string>> {
  const names = [...new Set(Object.values(secrets).map(({ parameter }) => parameter))];
  const values = new Map<string, string>();
  for (let start = 0; start < names.length; start += parametersPerCall)
    for (const [name, value] of await readParameters(ssm, names.slice(start, start + parametersPerCall)))
      values.set(name, value);
  return Object.fromEntries(
    Object.entries(secrets).map(([variable, { parameter }]) => [variable, values.get(parameter) ?? ""]),
  );
}

async function readParameters(ssm: SSMClient, names: string[]): Promise<readonly [string, string][]> {
  const { Parameters, InvalidParameters } = await ssm.send(
    new GetParametersCommand({ Names: names, WithDecryption: true }),
  );
  if (InvalidParameters?.length)
    throw new Error(
      `expected the parameters ${InvalidParameters.join(", ")} for the application's secrets; they are not there`,
    );
  return (Parameters ?? []).map(({ Name, Value }) => [Name ?? "", Value ?? ""]);
}
