import type { Runtime } from "../../../kernel/service.ts";
import { parameterErrors } from "./errors.ts";

const NAME = /^[a-zA-Z0-9_.\-/]+$/;
const RESERVED = /^\/?(aws|ssm)/i;
const MOST_LEVELS = 15;
const LONGEST_NAME = 1011;

/** A parameter as it is asked for: its name, and perhaps one version by number or label. */
export interface ParameterReference {
  readonly name: string;
  /** Without the colon; absent means the latest version. */
  readonly selector?: string;
}

/** Throws unless a parameter of this name may be made. */
export function checkName(name: string): void {
  const { validation } = parameterErrors;
  if (name.length > LONGEST_NAME) throw validation(`Parameter name: at most ${LONGEST_NAME} characters.`);
  if (!NAME.test(name)) {
    throw validation(
      "Parameter name: only a mix of letters, numbers and the following 4 symbols are allowed: .-_/ (a path begins with /).",
    );
  }
  if (RESERVED.test(name)) {
    throw validation(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive). Got ${name}`);
  }
  if (name.includes("//") || name.endsWith("/"))
    throw validation("Parameter name: a part of the path is empty.");
  if (name.includes("/") && !name.startsWith("/")) {
    throw validation("Parameter name must be a fully qualified name, beginning with /.");
  }
  if (name.split("/").length - 1 > MOST_LEVELS) throw parameterErrors.levels();
}

export function parameterArn(runtime: Runtime, name: string): string {
  const path = name.startsWith("/") ? name : `/${name}`;
  return `arn:aws:ssm:${runtime.region}:${runtime.accountId}:parameter${path}`;
}

/** Reads `name`, `name:3`, `name:label` and the same with an ARN of this account. */
export function parseReference(text: string, exists: (name: string) => boolean): ParameterReference {
  const arn = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter(\/[^:]*)(?::(.+))?$/.exec(text);
  const [name = "", selector] = arn ? [arn[1], arn[2]] : splitSelector(text);
  const plain = name.slice(1);
  const found = arn && !exists(name) && exists(plain) ? plain : name;
  return selector === undefined ? { name: found } : { name: found, selector };
}

function splitSelector(text: string): [string, string | undefined] {
  const colon = text.indexOf(":");
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}
