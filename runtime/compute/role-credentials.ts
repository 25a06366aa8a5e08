import type { Clock } from "../kernel/clock.ts";
import type { CredentialIssuer, IssuedCredentials } from "../kernel/service.ts";

/** EC2 renews an instance's credentials well before they end; so does this. */
const RENEW_BEFORE_END_MS = 15 * 60_000;

export type InstanceCredentials = IssuedCredentials & { readonly issuedMs: number };

/**
 * The credentials of one instance's role: sessions named after the instance, kept until a quarter of an hour before
 * their end.
 */
export function createRoleCredentials(
  options: Readonly<{ instanceId: string; credentials: CredentialIssuer; clock: Clock }>,
): (roleArn: string) => InstanceCredentials {
  const { instanceId: sessionName, credentials, clock } = options;
  const current = new Map<string, InstanceCredentials>();
  return (roleArn) => {
    const known = current.get(roleArn);
    if (known !== undefined && known.expirationMs - clock.now() > RENEW_BEFORE_END_MS) return known;
    const fresh = { ...credentials.issueForRole({ roleArn, sessionName }), issuedMs: clock.now() };
    current.set(roleArn, fresh);
    return fresh;
  };
}
