import type { ListStateMachinesInput, ListStateMachinesOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { INVALID_TOKEN, pageSize } from "../constraints.ts";
import type { States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html: in the order of names. */
export function listStateMachines(
  states: States,
): Operation<ListStateMachinesInput, ListStateMachinesOutput> {
  return (input) => {
    const page = pageOf(states.state.machines.values(), {
      limit: pageSize(input.maxResults),
      token: input.nextToken,
      keyOf: ({ arn }) => arn,
      ...INVALID_TOKEN,
    });
    return {
      stateMachines: page.items.map(({ arn, name, type, createdMs }) => {
        return { stateMachineArn: arn, name, type, creationDate: new Date(createdMs) };
      }),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  };
}
