import { randomInt } from "node:crypto";
import type { GetRandomPasswordRequest, GetRandomPasswordResponse } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { secretErrors } from "../errors.ts";

const KINDS = {
  ExcludeLowercase: "abcdefghijklmnopqrstuvwxyz",
  ExcludeUppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  ExcludeNumbers: "0123456789",
  ExcludePunctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
} as const;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export function getRandomPassword(): Operation<GetRandomPasswordRequest, GetRandomPasswordResponse> {
  return (input) => {
    const length = input.PasswordLength ?? 32;
    if (length < 1 || length > 4096)
      throw secretErrors.validation("PasswordLength must be between 1 and 4096.");
    const kinds = characterKinds(input);
    if (kinds.length === 0)
      throw secretErrors.invalidParameter("The password can't be made of the characters that are left.");
    const required = input.RequireEachIncludedType === false ? [] : kinds;
    if (required.length > length)
      throw secretErrors.invalidParameter(
        `The password length ${length} is too short for all required types.`,
      );
    const alphabet = kinds.join("");
    const characters = [
      ...required.map(draw),
      ...Array.from({ length: length - required.length }, () => draw(alphabet)),
    ];
    return { RandomPassword: shuffle(characters).join("") };
  };
}

function characterKinds(input: GetRandomPasswordRequest): string[] {
  const included = Object.entries(KINDS).filter(([member]) => !input[member as keyof typeof KINDS]);
  const all = [...included.map(([, characters]) => characters), ...(input.IncludeSpace ? [" "] : [])];
  const allowed = (character: string) => !(input.ExcludeCharacters ?? "").includes(character);
  return all.map((kind) => [...kind].filter(allowed).join("")).filter((kind) => kind !== "");
}

function draw(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}

function shuffle(characters: readonly string[]): string[] {
  const shuffled = [...characters];
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    [shuffled[at], shuffled[other]] = [shuffled[other] ?? "", shuffled[at] ?? ""];
  }
  return shuffled;
}
