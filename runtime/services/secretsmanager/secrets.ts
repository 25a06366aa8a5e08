import type { Runtime } from "../../kernel/service.ts";
import { secretErrors } from "./errors.ts";
import type { Secret, SecretsState } from "./state.ts";

/** What the operations of Secrets Manager work with. */
export interface Secrets {
  readonly runtime: Runtime;
  readonly state: SecretsState;
}

const ARN = /^arn:[^:]+:secretsmanager:([^:]*):([^:]*):secret:(.+)$/;

/**
 * A secret by its name, its ARN, or its ARN without the six characters at the end, unless it waits for its deletion.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
export function findSecret(secrets: Secrets, id: string | undefined): Secret {
  const secret = findAnySecret(secrets, id);
  if (secret.deletion !== undefined) throw secretErrors.deleted();
  return secret;
}

/** The same, also when the secret waits for its deletion. */
export function findAnySecret(secrets: Secrets, id: string | undefined): Secret {
  const secret = seekSecret(secrets, id ?? "");
  if (secret === undefined) throw secretErrors.notFound();
  return secret;
}

/** The same; undefined when there is none. */
export function seekSecret(secrets: Secrets, id: string): Secret | undefined {
  const { state, runtime } = secrets;
  const match = ARN.exec(id);
  if (match === null) return present(secrets, state.secrets.get(id));
  const [, region, account, resource = ""] = match;
  if (region !== runtime.region || account !== runtime.accountId) return undefined;
  const whole = present(secrets, state.secrets.get(resource.slice(0, -7)));
  return whole?.arn === id ? whole : present(secrets, state.secrets.get(resource));
}

/** Secrets whose recovery window is over are gone. */
function present(secrets: Secrets, secret: Secret | undefined): Secret | undefined {
  if (secret?.deletion === undefined || secret.deletion.dueMs > secrets.runtime.clock.now()) return secret;
  eraseSecret(secrets, secret);
  return undefined;
}

/** All that are there, in the order of their names. */
export function allSecrets(secrets: Secrets): Secret[] {
  return [...secrets.state.secrets.values()].filter((secret) => present(secrets, secret) !== undefined);
}

/** Forgets a secret and its values for good. */
export function eraseSecret({ state }: Secrets, { name, versions }: Secret): void {
  for (const { id } of versions) state.values.delete(`${name}/${id}`);
  state.secrets.delete(name);
}
