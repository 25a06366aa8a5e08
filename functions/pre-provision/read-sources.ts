import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import {
  type ApplicationConfiguration,
  parseApplicationConfiguration,
} from "../../core/config/application-configuration.ts";
import {
  type EnvironmentConfiguration,
  type ProcessConfiguration,
  parseEnvironmentConfiguration,
  parseProcessConfiguration,
} from "../../core/config/environment-configuration.ts";
import { ConfigurationInvalid, ConfigurationMissing } from "../../core/errors.ts";
import { sha256Hex } from "../../core/json/digest.ts";
import type { Release } from "../../core/release/release.ts";
import { problemsText } from "../../core/schema/problem.ts";
import type { Parsed } from "../../core/schema/validate.ts";

export interface SourceClients {
  readonly ssm: SSMClient;
  readonly s3: S3Client;
}

/** The longest `repave.yaml` that is read. */
export const LONGEST_CONFIGURATION_BYTES = 256 * 1024;

/** Reads what `/repave/process` and `/repave/environments/<name>` hold. */
export async function readPlatform(
  ssm: SSMClient,
  environmentName: string,
): Promise<{ process: ProcessConfiguration; environment: EnvironmentConfiguration }> {
  const names = { process: "/repave/process", environment: `/repave/environments/${environmentName}` };
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: Object.values(names) }));
  const textOf = (name: string) => {
    const text = Parameters.find(({ Name }) => Name === name)?.Value;
    if (text === undefined)
      throw new ConfigurationMissing(`expected the parameter ${name}; there is none of that name`);
    return text;
  };
  return {
    process: accept(
      names.process,
      parseProcessConfiguration(parseJson(names.process, textOf(names.process))),
    ),
    environment: accept(
      names.environment,
      parseEnvironmentConfiguration(parseJson(names.environment, textOf(names.environment))),
    ),
  };
}

/** Reads the id of the base image that an environment's parameter names. */
export async function readBaseImage(ssm: SSMClient, parameter: string): Promise<string> {
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [parameter] }));
  const imageId = Parameters[0]?.Value;
  if (imageId === undefined)
    throw new ConfigurationMissing(`expected the base image's parameter ${parameter}; there is none`);
  if (/^ami-[0-9a-z]+$/.test(imageId)) return imageId;
  throw new ConfigurationInvalid(
    `expected the parameter ${parameter} to hold an image id (ami-…); it does not`,
  );
}

/** Reads a release's `repave.yaml` and checks its size, its digest, its schema and whose it is. */
export async function readApplicationConfiguration(
  s3: S3Client,
  release: Release,
): Promise<ApplicationConfiguration> {
  const { bucket, key, sha256 } = release.config;
  const place = `s3://${bucket}/${key}`;
  const text = await readText(s3, release.config);
  const digest = sha256Hex(text);
  if (digest !== sha256) {
    throw new ConfigurationInvalid(
      `expected ${place} to have the SHA-256 ${sha256}; it has ${digest}: publish again`,
    );
  }
  const configuration = accept(place, parseApplicationConfiguration(text));
  if (configuration.application === release.application) return configuration;
  throw new ConfigurationInvalid(
    `${place}\n/application: expected ${JSON.stringify(release.application)}, as the release message says; came ${JSON.stringify(configuration.application)}`,
  );
}

async function readText(
  s3: S3Client,
  { bucket, key }: Readonly<{ bucket: string; key: string }>,
): Promise<string> {
  const object = await getObject(s3, { bucket, key });
  const sizeBytes = object.ContentLength ?? 0;
  if (sizeBytes > LONGEST_CONFIGURATION_BYTES) {
    throw new ConfigurationInvalid(
      `expected s3://${bucket}/${key} to have at most ${LONGEST_CONFIGURATION_BYTES} bytes; it has ${sizeBytes}`,
    );
  }
  return (await object.Body?.transformToString()) ?? "";
}

async function getObject(s3: S3Client, { bucket, key }: Readonly<{ bucket: string; key: string }>) {
  try {
    return await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  } catch (error) {
    if (!(error instanceof NoSuchKey)) throw error;
    throw new ConfigurationMissing(
      `expected the configuration at s3://${bucket}/${key}; there is no such object`,
      {
        cause: error,
      },
    );
  }
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigurationInvalid(`expected the parameter ${name} to hold JSON; it does not`);
  }
}

function accept<Value>(source: string, parsed: Parsed<Value>): Value {
  if (parsed.valid) return parsed.value;
  throw new ConfigurationInvalid(`${source}\n${problemsText(parsed.problems)}`);
}
