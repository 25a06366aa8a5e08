/** What a member of a request may be, as the service's model has it. */
export interface MemberLimit {
  readonly least?: number;
  readonly most?: number;
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
  /** Its value is not repeated in the refusal. */
  readonly sensitive?: true;
  /** Its length counts in bytes of UTF-8, not in characters. */
  readonly inBytes?: true;
}

const ARN: MemberLimit = { least: 1, most: 256 };
const LONG_ARN: MemberLimit = { least: 1, most: 2000 };
const NAME: MemberLimit = { least: 1, most: 80 };
const PAYLOAD: MemberLimit = { most: 262_144, sensitive: true, inBytes: true };
const DESCRIPTION: MemberLimit = { most: 256, sensitive: true };
const MACHINE_TYPES = ["STANDARD", "EXPRESS"];

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html: members mean the same everywhere. */
const MEMBERS: Readonly<Record<string, MemberLimit>> = {
  activityArn: ARN,
  cause: { most: 32_768, sensitive: true },
  clientToken: { least: 1, most: 64, pattern: /^[!-~]+$/ },
  context: PAYLOAD,
  definition: { most: 1_048_576, sensitive: true, inBytes: true },
  description: DESCRIPTION,
  error: DESCRIPTION,
  executionArn: ARN,
  includedData: { values: ["ALL_DATA", "METADATA_ONLY"] },
  input: PAYLOAD,
  inspectionLevel: { values: ["INFO", "DEBUG", "TRACE"] },
  mapRunArn: LONG_ARN,
  maxConcurrency: { least: 0 },
  maxResults: { least: 0, most: 1000 },
  name: NAME,
  nextToken: { least: 1, most: 1024 },
  output: PAYLOAD,
  redriveFilter: { values: ["REDRIVEN", "NOT_REDRIVEN"] },
  resourceArn: ARN,
  roleArn: ARN,
  severity: { values: ["ERROR", "WARNING"] },
  stateMachineAliasArn: ARN,
  stateMachineArn: ARN,
  stateMachineVersionArn: LONG_ARN,
  stateName: { ...NAME, sensitive: true },
  statusFilter: {
    values: ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"],
  },
  taskToken: { least: 1, most: 2048 },
  toleratedFailureCount: { least: 0 },
  toleratedFailurePercentage: { least: 0, most: 100 },
  traceHeader: { most: 256, pattern: /^\p{ASCII}*$/u },
  type: { values: MACHINE_TYPES },
  variables: PAYLOAD,
  versionDescription: DESCRIPTION,
  workerName: NAME,
};

/** Where an operation has a limit of its own. */
const OPERATIONS: Readonly<Record<string, Readonly<Record<string, MemberLimit>>>> = {
  ListExecutions: { nextToken: { least: 1, most: 3096 } },
  ValidateStateMachineDefinition: { maxResults: { least: 0, most: 100 } },
};

/** The limit of a member of an operation's request, if it has one. */
export function memberLimit(operation: string, member: string): MemberLimit | undefined {
  return OPERATIONS[operation]?.[member] ?? MEMBERS[member];
}
