import type { RoutingConfigurationListItem } from "@aws-sdk/client-sfn";
import { AwsError } from "../../protocol/aws-error.ts";
import { refuseValue } from "./constraints.ts";
import type { Alias } from "./state.ts";
import type { States } from "./states.ts";

const MOST_ROUTES = 2;
const WHOLE = 100;

/** Checks where an alias leads: one or two versions of one state machine, their weights 100 together. */
export function checkRouting(
  { state }: Pick<States, "state">,
  routes: readonly RoutingConfigurationListItem[] | undefined,
): { machineArn: string; routing: Alias["routing"] } {
  const given = routes ?? [];
  if (given.length === 0 || given.length > MOST_ROUTES) {
    const shown = given.map(
      ({ stateMachineVersionArn, weight }) =>
        `RoutingConfigurationListItem(stateMachineVersionArn=${stateMachineVersionArn}, weight=${weight})`,
    );
    const constraint = `have length ${given.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MOST_ROUTES}`}`;
    refuseValue({ value: `[${shown.join(", ")}]`, member: "routingConfiguration", constraint });
  }
  const routing = given.map(({ stateMachineVersionArn = "", weight = 0 }) => ({
    versionArn: stateMachineVersionArn,
    weight,
  }));
  for (const [at, { weight }] of routing.entries()) {
    if (weight <= WHOLE) continue;
    const member = `routingConfiguration.${at + 1}.member.weight`;
    refuseValue({ value: weight, member, constraint: `have value less than or equal to ${WHOLE}` });
  }
  const arns = routing.map(({ versionArn }) => versionArn);
  if (new Set(arns).size < arns.length)
    refuse(
      `Routing configuration must contain distinct state machine version ARNs. Received: [${arns.join(", ")}]`,
    );
  if (!arns.every((arn) => /:stateMachine:[^:]+:\d+$/.test(arn))) {
    refuse(`Routing configuration must contain state machine version ARNs. Received: [${arns.join(", ")}]`);
  }
  const weights = routing.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== WHOLE) {
    refuse(`Sum of routing configuration weights must equal ${WHOLE}. Received: [${weights.join(", ")}]`);
  }
  const machines = new Set(arns.map((arn) => state.versions.get(arn)?.arn));
  const [machineArn] = machines;
  if (machines.size > 1 || machineArn === undefined) {
    throw new AwsError("ResourceNotFound", "Request references a resource that does not exist.");
  }
  return { machineArn, routing };
}

/** Whether two routings send the same share to the same versions. */
export function sameRouting(left: Alias["routing"], right: Alias["routing"]): boolean {
  const text = (routing: Alias["routing"]) =>
    JSON.stringify([...routing].sort((a, b) => (a.versionArn < b.versionArn ? -1 : 1)));
  return text(left) === text(right);
}

function refuse(message: string): never {
  throw new AwsError("ValidationException", message);
}
