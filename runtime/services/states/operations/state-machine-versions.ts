import type {
  DeleteStateMachineVersionInput,
  ListStateMachineVersionsInput,
  ListStateMachineVersionsOutput,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { checkArn } from "../arns.ts";
import { INVALID_TOKEN, pageSize } from "../constraints.ts";
import { machineDoesNotExist, type States } from "../states.ts";

const NUMBER_LENGTH = 12;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html: the newest first. */
export function listStateMachineVersions(
  states: States,
): Operation<ListStateMachineVersionsInput, ListStateMachineVersionsOutput> {
  return (input) => {
    const limit = pageSize(input.maxResults);
    const token = input.nextToken;
    const arn = checkArn(input.stateMachineArn, "stateMachine");
    if (!states.state.machines.has(arn)) throw machineDoesNotExist(arn);
    const newestFirst = [...states.state.versions.values(`${arn}:`)].sort(
      (left, right) => right.version - left.version,
    );
    const keyOf = ({ version }: { version: number }) => String(10 ** NUMBER_LENGTH - version);
    const page = pageOf(newestFirst, { limit, token, keyOf, ...INVALID_TOKEN });
    return {
      stateMachineVersions: page.items.map(({ versionArn, publishedMs }) => {
        return { stateMachineVersionArn: versionArn, creationDate: new Date(publishedMs) };
      }),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html: idempotent. */
export function deleteStateMachineVersion(states: States): Operation<DeleteStateMachineVersionInput, object> {
  return (input) => {
    const versionArn = checkArn(input.stateMachineVersionArn, "stateMachine");
    const machineArn = versionArn.slice(0, versionArn.lastIndexOf(":"));
    const aliases = [...states.state.aliases.values(`${machineArn}:`)];
    const names = aliases
      .filter(({ routing }) => routing.some((route) => route.versionArn === versionArn))
      .map(({ name }) => name);
    if (names.length > 0) {
      const message = `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names.join(", ")}]`;
      throw new AwsError("ConflictException", message);
    }
    states.state.versions.delete(versionArn);
    return {};
  };
}
