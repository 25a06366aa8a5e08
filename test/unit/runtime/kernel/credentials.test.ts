import { describe, expect, it } from "vitest";
import type { Clock } from "../../../../runtime/kernel/clock.ts";
import { createCredentialIssuer } from "../../../../runtime/kernel/credentials.ts";

const roleArn = "arn:aws:iam::000000000000:role/web";

function issuer(keyByte = 1) {
  const time = { nowMs: 0 };
  const clock = { now: () => time.nowMs } as Clock;
  const credentials = createCredentialIssuer({
    key: Buffer.alloc(32, keyByte),
    accountId: "000000000000",
    clock,
  });
  return { credentials, time };
}

describe("credentials of a session", () => {
  it("are known with every request until they expire", () => {
    const { credentials, time } = issuer();
    const issued = credentials.issueForRole({ roleArn, sessionName: "i-1", durationSeconds: 900 });
    const first = credentials.resolve(issued.accessKeyId, issued.sessionToken);
    expect(first?.secretAccessKey).toBe(issued.secretAccessKey);
    expect(first?.caller.arn).toBe("arn:aws:sts::000000000000:assumed-role/web/i-1");
    expect(credentials.resolve(issued.accessKeyId, issued.sessionToken)).toEqual(first);
    time.nowMs = 900_000;
    expect(credentials.resolve(issued.accessKeyId, issued.sessionToken)).toBeUndefined();
  });

  it("are nobody's with another access key, or from another runtime", () => {
    const { credentials } = issuer();
    const one = credentials.issueForRole({ roleArn, sessionName: "i-1" });
    const other = credentials.issueForRole({ roleArn, sessionName: "i-2" });
    expect(credentials.resolve(one.accessKeyId, one.sessionToken)).toBeDefined();
    expect(credentials.resolve(other.accessKeyId, one.sessionToken)).toBeUndefined();
    expect(credentials.resolve(one.accessKeyId, undefined)).toBeUndefined();
    expect(issuer(2).credentials.resolve(one.accessKeyId, one.sessionToken)).toBeUndefined();
  });

  it("stay good when many more sessions came after", () => {
    const { credentials } = issuer();
    const first = credentials.issueForRole({ roleArn, sessionName: "first" });
    for (let count = 0; count < 1001; count++) {
      const { accessKeyId, sessionToken } = credentials.issueForRole({ roleArn, sessionName: `s-${count}` });
      credentials.resolve(accessKeyId, sessionToken);
    }
    expect(credentials.resolve(first.accessKeyId, first.sessionToken)?.secretAccessKey).toBe(
      first.secretAccessKey,
    );
  });
});
