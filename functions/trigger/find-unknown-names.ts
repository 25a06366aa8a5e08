import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { ApplicationName, EnvironmentName } from "../../core/schema/names.ts";
import type { Problem } from "../../core/schema/problem.ts";
import { compileCheck } from "../../core/schema/validate.ts";

const kinds = [
  { member: "application", check: compileCheck(ApplicationName), folder: "/repave/applications" },
  { member: "environment", check: compileCheck(EnvironmentName), folder: "/repave/environments" },
] as const;

/**
 * Which of the names in a message nobody has registered. Only names that are well formed are asked for, so nothing
 * from a message reaches a parameter path unchecked.
 */
export async function findUnknownNames(ssm: SSMClient, messageText: string): Promise<readonly Problem[]> {
  const message = readMembers(messageText);
  const asked = kinds.flatMap(({ member, check, folder }) => {
    const name = message[member];
    const isWellFormed = check(name).length === 0;
    return isWellFormed ? [{ member, name, parameter: `${folder}/${name}` }] : [];
  });
  if (asked.length === 0) return [];
  const { InvalidParameters = [] } = await ssm.send(
    new GetParametersCommand({ Names: asked.map(({ parameter }) => parameter) }),
  );
  return asked
    .filter(({ parameter }) => InvalidParameters.includes(parameter))
    .map(({ member, name, parameter }) => ({
      path: `/${member}`,
      expected: `a registered ${member} (SSM parameter ${parameter})`,
      came: JSON.stringify(name),
    }));
}

function readMembers(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
