import type { GetTemplateCommandInput, GetTemplateCommandOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import type { Stacks } from "../stacks.ts";

/** GetTemplate: the text as it was given; there are no transforms, so both stages are the same. */
export function getTemplate(
  stacks: Stacks,
): Operation<GetTemplateCommandInput, Omit<GetTemplateCommandOutput, "$metadata">> {
  return (input) => {
    refuseMembers(input, ["ChangeSetName"], { code: "ValidationError" });
    const { templateBody } = stacks.get(input.StackName ?? "");
    return { TemplateBody: templateBody, StagesAvailable: ["Original", "Processed"] };
  };
}
