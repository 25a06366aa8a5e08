import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  randomBytes,
} from "node:crypto";
import type { Caller } from "./caller.ts";
import type { Clock } from "./clock.ts";
import type { CredentialIssuer } from "./service.ts";

/** What a session token says, sealed so that only this runtime can write and read it. */
interface Session {
  readonly accessKeyId: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly expirationMs: number;
}

/** What a request with a session's credentials is answered from. */
interface OpenedSession {
  readonly session: Session;
  readonly resolved: { readonly secretAccessKey: string; readonly caller: Caller };
}

const DEFAULT_DURATION_SECONDS = 3600;
/** More than instances and functions have at a time; the oldest is opened anew when it comes again. */
const KEPT_SESSIONS = 1000;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Credentials without a table: a session token is the session itself, encrypted under `key` (32 bytes), and a secret
 * access key is derived from its access key id. So they outlive a restart and none is stored.
 */
export function createCredentialIssuer(options: {
  key: Buffer;
  accountId: string;
  clock: Clock;
}): CredentialIssuer {
  const { key, accountId, clock } = options;
  const secretKey = createSecretKey(key);
  const secretOf = (accessKeyId: string) =>
    createHmac("sha256", secretKey)
      .update(`secret ${accessKeyId}`)
      .digest("base64")
      .replace(/[+/=]/g, "x")
      .slice(0, 40);
  const { accessKeyId: administratorId, caller } = administratorOf(key, accountId);
  const administrator = { accessKeyId: administratorId, secretAccessKey: secretOf(administratorId), caller };
  const openSession = rememberSessions((token) => {
    const session = open(key, token);
    if (session === undefined) return undefined;
    const secretAccessKey = secretOf(session.accessKeyId);
    return { session, resolved: { secretAccessKey, caller: roleCaller(session) } };
  });

  return {
    issueForRole({ roleArn, sessionName, durationSeconds = DEFAULT_DURATION_SECONDS }) {
      const accessKeyId = `ASIA${base32(randomBytes(10))}`;
      const expirationMs = clock.now() + durationSeconds * 1000;
      const sessionToken = seal(key, { accessKeyId, roleArn, sessionName, expirationMs });
      return { accessKeyId, secretAccessKey: secretOf(accessKeyId), sessionToken, expirationMs };
    },
    resolve(accessKeyId, sessionToken) {
      if (accessKeyId === administrator.accessKeyId && sessionToken === undefined) {
        return administrator;
      }
      const opened = sessionToken === undefined ? undefined : openSession(sessionToken);
      if (opened?.session.accessKeyId !== accessKeyId || opened.session.expirationMs <= clock.now())
        return undefined;
      return opened.resolved;
    },
    administrator: () => administrator,
  };
}

/** A session signs many requests: its token is opened with the first. */
function rememberSessions(
  openToken: (token: string) => OpenedSession | undefined,
): (token: string) => OpenedSession | undefined {
  const kept = new Map<string, OpenedSession>();
  return (token) => {
    const known = kept.get(token);
    if (known !== undefined) return known;
    const opened = openToken(token);
    if (opened === undefined) return undefined;
    const [oldest] = kept.keys();
    if (kept.size >= KEPT_SESSIONS && oldest !== undefined) kept.delete(oldest);
    kept.set(token, opened);
    return opened;
  };
}

function administratorOf(key: Buffer, accountId: string): { accessKeyId: string; caller: Caller } {
  const id = base32(createHmac("sha256", key).update("administrator").digest());
  const arn = `arn:aws:iam::${accountId}:user/repave-administrator`;
  return { accessKeyId: `AKIA${id}`, caller: { accountId, arn, userId: `AIDA${id}` } };
}

/** The caller that a session of a role is. */
export function roleCaller({ roleArn, sessionName }: { roleArn: string; sessionName: string }): Caller {
  const accountId = roleArn.split(":")[4] ?? "";
  const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  return {
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    userId: `AROA${base32(createHash("sha256").update(roleArn).digest())}:${sessionName}`,
    roleArn,
  };
}

function seal(key: Buffer, session: Session): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(session), "utf8"), cipher.final()]);
  return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString("base64");
}

function open(key: Buffer, token: string): Session | undefined {
  const bytes = Buffer.from(token, "base64");
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const plain =
      decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    return JSON.parse(plain) as Session;
  } catch {
    return undefined; // Not a token of this runtime: the same answer as for an unknown access key.
  }
}

/** 16 characters of AWS's id alphabet. */
function base32(bytes: Buffer): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from({ length: 16 }, (_, index) => alphabet[(bytes[index % bytes.length] ?? 0) & 31]).join("");
}
