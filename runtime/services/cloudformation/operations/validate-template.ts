import type {
  ValidateTemplateCommandInput,
  ValidateTemplateCommandOutput,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { readTemplate } from "../read-template.ts";
import type { Stacks } from "../stacks.ts";
import { checkTemplate, neededCapabilities } from "../template/check-template.ts";
import { parseTemplate } from "../template/parse-template.ts";

/**
 * ValidateTemplate. DIVERGES: AWS looks at the syntax only; here everything that the runtime would refuse to deploy is
 * refused already, with the name of every type and property that is not emulated.
 */
export function validateTemplate(
  stacks: Stacks,
): Operation<ValidateTemplateCommandInput, Omit<ValidateTemplateCommandOutput, "$metadata">> {
  return async (input, { caller }) => {
    const template = parseTemplate(await readTemplate(stacks.runtime, input, caller));
    checkTemplate(template);
    const capabilities = neededCapabilities(template) as NonNullable<
      ValidateTemplateCommandOutput["Capabilities"]
    >;
    return {
      Parameters: Object.entries(template.Parameters).map(([key, { Default, Description, NoEcho }]) => ({
        ParameterKey: key,
        NoEcho: String(NoEcho) === "true",
        ...(Default !== undefined && { DefaultValue: String(Default) }),
        ...(Description !== undefined && { Description }),
      })),
      Capabilities: capabilities,
      ...(template.Description !== undefined && { Description: template.Description }),
      ...(capabilities.length > 0 && {
        CapabilitiesReason: "The following resource(s) require capabilities: [AWS::IAM]",
      }),
    };
  };
}
