import { secretForms } from "./secret-forms.ts";

/** What no line of an application may leave its instance with. */
export interface Concealment {
  /** A text with the variable's name in the place of each value: `[TOKEN]`. */
  readonly conceal: (text: string) => string;
  /** The length of the longest text that is concealed: so much a text that is cut must overlap. */
  readonly longest: number;
}

/** Nothing to conceal. */
export const openTexts: Concealment = { conceal: (text) => text, longest: 0 };

export interface ConcealedVariables {
  /** Values of parameters that the application names as its secrets. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Values in the plain part of its configuration, which may hold secrets, too. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A shorter text is in every other line by chance. */
const shortestSecret = 4;
const shortestPlain = 8;
/** `production` or `hello-world` says nothing, and is in many lines that should stay readable. */
const plainWords = /^[A-Za-z]+([ _-][A-Za-z]+)*$/;

/**
 * Conceals the values of an application's variables, also as they look in JSON, a URL, Base64 or hexadecimal: an
 * application that prints its own secret, above all while it dies, must not bring it into a log or into the cause of a
 * failed release. The longest forms go first, so that no part of one is left.
 */
export function concealVariables({ secrets, environment }: ConcealedVariables): Concealment {
  const isPlain = (value: string) => value.length < shortestPlain || plainWords.test(value);
  const plain = Object.entries(environment).filter(([, value]) => !isPlain(value));
  const forms = [...formsOf(plain, shortestPlain), ...formsOf(Object.entries(secrets), shortestSecret)].sort(
    ([one], [other]) => other.length - one.length,
  );
  return {
    conceal: (text) => forms.reduce((rest, [form, name]) => rest.replaceAll(form, () => `[${name}]`), text),
    longest: forms[0]?.[0].length ?? 0,
  };
}

function formsOf(variables: readonly (readonly [string, string])[], shortest: number) {
  return variables.flatMap(([name, value]) =>
    secretForms(value, shortest).map((form) => [form, name] as const),
  );
}
