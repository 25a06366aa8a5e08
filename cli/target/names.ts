/** The names that the CloudFormation stack gives its parts; the same on AWS and on one machine. */
export interface DeployedNames {
  readonly artifactsBucket: string;
  readonly imagesBucket: string;
  readonly baseImagesBucket: string;
  readonly releasesTopicArn: string;
  readonly stateMachineArn: string;
  readonly deadLetterQueue: string;
  readonly ledgerTable: string;
}

/** The ARN of one execution of the release state machine. */
export function executionArn(
  place: { readonly region: string; readonly accountId: string },
  release: string,
): string {
  return `arn:aws:states:${place.region}:${place.accountId}:execution:repave-release:${release}`;
}

/** Derives the names from where the stack is deployed. */
export function deployedNames(place: { readonly region: string; readonly accountId: string }): DeployedNames {
  const { region, accountId } = place;
  const bucket = (purpose: string) => `repave-${purpose}-${accountId}-${region}`;
  return {
    artifactsBucket: bucket("artifacts"),
    imagesBucket: bucket("images"),
    baseImagesBucket: bucket("base-images"),
    releasesTopicArn: `arn:aws:sns:${region}:${accountId}:repave-releases`,
    stateMachineArn: `arn:aws:states:${region}:${accountId}:stateMachine:repave-release`,
    deadLetterQueue: "repave-dead-letters",
    ledgerTable: "repave-ledger",
  };
}
