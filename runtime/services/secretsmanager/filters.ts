import type { Filter } from "@aws-sdk/client-secrets-manager";
import { secretErrors } from "./errors.ts";
import type { Secret } from "./state.ts";

type Match = (secret: Secret, value: string) => boolean;

const startsWith = (text: string | undefined, value: string) => text?.startsWith(value) ?? false;
const startsWithAnyCase = (text: string | undefined, value: string) =>
  startsWith(text?.toLowerCase(), value.toLowerCase());

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html: by prefix, each in its own case. */
const MATCHES: Readonly<Record<string, Match>> = {
  description: ({ description }, value) => startsWithAnyCase(description, value),
  name: ({ name }, value) => startsWith(name, value),
  "tag-key": ({ tags }, value) => Object.keys(tags).some((key) => startsWith(key, value)),
  "tag-value": ({ tags }, value) => Object.values(tags).some((text) => startsWith(text, value)),
  // A secret here has neither replicas nor a service that owns it.
  "primary-region": () => false,
  "owning-service": () => false,
  all: ({ name, description = "", tags }, value) => {
    const texts = [name, description, ...Object.keys(tags), ...Object.values(tags)];
    const words = value
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
    return words.some((word) => texts.some((text) => text.toLowerCase().includes(word)));
  },
};

/** Whether a secret passes all filters: one of each filter's values fits, and none of those that begin with `!`. */
export function compileFilters(filters: readonly Filter[] | undefined): (secret: Secret) => boolean {
  const tests = (filters ?? []).map(compileFilter);
  return (secret) => tests.every((test) => test(secret));
}

function compileFilter({ Key, Values = [] }: Filter): (secret: Secret) => boolean {
  const match = MATCHES[Key ?? ""];
  if (match === undefined) throw secretErrors.validation(`'${Key}' is no filter key.`);
  if (Values.length < 1 || Values.length > 10) throw secretErrors.validation("A filter has 1 to 10 values.");
  const wanted = Values.filter((value) => !value.startsWith("!"));
  const unwanted = Values.filter((value) => value.startsWith("!")).map((value) => value.slice(1));
  return (secret) =>
    (wanted.length === 0 || wanted.some((value) => match(secret, value))) &&
    !unwanted.some((value) => match(secret, value));
}
