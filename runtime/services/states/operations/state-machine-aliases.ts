import type {
  CreateStateMachineAliasInput,
  CreateStateMachineAliasOutput,
  DeleteStateMachineAliasInput,
  DescribeStateMachineAliasInput,
  DescribeStateMachineAliasOutput,
  ListStateMachineAliasesInput,
  ListStateMachineAliasesOutput,
  UpdateStateMachineAliasInput,
  UpdateStateMachineAliasOutput,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { checkRouting, sameRouting } from "../alias-routing.ts";
import { checkArn } from "../arns.ts";
import { INVALID_TOKEN, pageSize } from "../constraints.ts";
import type { Alias } from "../state.ts";
import { checkAliasName, machineDoesNotExist, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-versions */
const MOST_ALIASES = 100;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html: idempotent by content. */
export function createStateMachineAlias(
  states: States,
): Operation<CreateStateMachineAliasInput, CreateStateMachineAliasOutput> {
  return (input) => {
    const name = checkAliasName(input.name);
    const { machineArn, routing } = checkRouting(states, input.routingConfiguration);
    const arn = `${machineArn}:${name}`;
    const existing = states.state.aliases.get(arn);
    if (
      existing !== undefined &&
      !(sameRouting(existing.routing, routing) && existing.description === input.description)
    ) {
      const message =
        "Failed to create alias because an alias with the same name and a different routing configuration already exists.";
      throw new AwsError("ConflictException", message);
    }
    if (existing === undefined && [...states.state.aliases.values(`${machineArn}:`)].length >= MOST_ALIASES) {
      const message = `A state machine has at most ${MOST_ALIASES} aliases`;
      throw new AwsError("ServiceQuotaExceededException", message);
    }
    const nowMs = states.runtime.clock.now();
    const description = input.description === undefined ? {} : { description: input.description };
    const alias: Alias = existing ?? {
      arn,
      name,
      stateMachineArn: machineArn,
      routing,
      createdMs: nowMs,
      updatedMs: nowMs,
      ...description,
    };
    if (existing === undefined) states.state.aliases.put(arn, alias);
    return { stateMachineAliasArn: arn, creationDate: new Date(alias.createdMs) };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineAlias.html */
export function describeStateMachineAlias(
  states: States,
): Operation<DescribeStateMachineAliasInput, DescribeStateMachineAliasOutput> {
  return (input) => {
    const alias = findAlias(states, input.stateMachineAliasArn);
    return {
      stateMachineAliasArn: alias.arn,
      name: alias.name,
      ...(alias.description === undefined ? {} : { description: alias.description }),
      routingConfiguration: alias.routing.map(({ versionArn, weight }) => ({
        stateMachineVersionArn: versionArn,
        weight,
      })),
      creationDate: new Date(alias.createdMs),
      updateDate: new Date(alias.updatedMs),
    };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html */
export function updateStateMachineAlias(
  states: States,
): Operation<UpdateStateMachineAliasInput, UpdateStateMachineAliasOutput> {
  return (input) => {
    const alias = findAlias(states, input.stateMachineAliasArn);
    const updatedMs = states.runtime.clock.now();
    if (input.description === undefined && input.routingConfiguration === undefined)
      throw new AwsError(
        "ValidationException",
        "Either the description or the routingConfiguration must be specified",
      );
    const routing =
      input.routingConfiguration === undefined
        ? alias.routing
        : newRouting(states, alias, input.routingConfiguration);
    const description = input.description === undefined ? {} : { description: input.description };
    states.state.aliases.put(alias.arn, { ...alias, ...description, routing, updatedMs });
    return { updateDate: new Date(updatedMs) };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html */
export function deleteStateMachineAlias(states: States): Operation<DeleteStateMachineAliasInput, object> {
  return (input) => {
    states.state.aliases.delete(checkArn(input.stateMachineAliasArn, "stateMachine"));
    return {};
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineAliases.html */
export function listStateMachineAliases(
  states: States,
): Operation<ListStateMachineAliasesInput, ListStateMachineAliasesOutput> {
  return (input) => {
    const limit = pageSize(input.maxResults);
    const token = input.nextToken;
    const arn = checkArn(input.stateMachineArn, "stateMachine");
    const { machines, versions, aliases } = states.state;
    const machineArn = machines.has(arn) ? arn : versions.get(arn)?.arn;
    if (machineArn === undefined) throw machineDoesNotExist(arn);
    const all = [...aliases.values(`${machineArn}:`)];
    const chosen =
      machineArn === arn
        ? all
        : all.filter(({ routing }) => routing.some(({ versionArn }) => versionArn === arn));
    const page = pageOf(chosen, {
      limit,
      token,
      keyOf: (alias) => alias.arn,
      ...INVALID_TOKEN,
    });
    return {
      stateMachineAliases: page.items.map((alias) => {
        return { stateMachineAliasArn: alias.arn, creationDate: new Date(alias.createdMs) };
      }),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  };
}

/** An alias stays with its state machine. */
function newRouting(
  states: States,
  { stateMachineArn }: Alias,
  routes: NonNullable<UpdateStateMachineAliasInput["routingConfiguration"]>,
): Alias["routing"] {
  const { machineArn, routing } = checkRouting(states, routes);
  if (machineArn === stateMachineArn) return routing;
  const message = `The versions of an alias must be of its state machine ${stateMachineArn}`;
  throw new AwsError("ValidationException", message);
}

function findAlias({ state }: States, arn: string | undefined): Alias {
  const alias = state.aliases.get(checkArn(arn, "stateMachine"));
  if (alias !== undefined) return alias;
  throw new AwsError("ResourceNotFound", "Request references a resource that does not exist.");
}
