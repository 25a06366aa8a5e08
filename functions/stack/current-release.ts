import { PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { Colour } from "../../core/stack-names.ts";

/** What `/repave/current/<application>/<environment>` holds: the release that serves. */
export interface CurrentRelease {
  readonly release: string;
  readonly version: string;
  readonly colour: Colour;
  readonly imageId: string;
  readonly recipeDigest: string;
  readonly url: string;
}

type Place = Readonly<{ application: string; environment: string }>;

/** From now on this release is the one that serves. */
export async function moveCurrentRelease(
  ssm: SSMClient,
  place: Place,
  current: CurrentRelease,
): Promise<void> {
  const Value = JSON.stringify(current);
  await ssm.send(
    new PutParameterCommand({ Name: parameterName(place), Value, Type: "String", Overwrite: true }),
  );
}

function parameterName({ application, environment }: Place): string {
  return `/repave/current/${application}/${environment}`;
}
