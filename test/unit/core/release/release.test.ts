import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRelease, releaseId } from "../../../../core/release/release.ts";

const names = fc.record({
  application: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
  environment: fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/),
  version: fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,30}$/),
});

describe("releaseId", () => {
  it("names application, environment, version and message", () => {
    const message = { application: "hello-web", environment: "dev", version: "1.0.0+b_1" };
    expect(releaseId(message, "7c2c4ab4-5c3e-5e0f-8a5e-112233445566")).toMatch(
      /^hello-web-dev-1-0-0-b-1-[0-9a-f]{12}$/,
    );
  });

  it("is a name that Step Functions and Parameter Store take, whatever the names are", () => {
    fc.assert(
      fc.property(names, fc.uuid(), (message, messageId) => {
        expect(releaseId(message, messageId)).toMatch(/^[A-Za-z0-9-]{1,80}$/);
      }),
    );
  });

  it("is the same for the same message and another for another message", () => {
    fc.assert(
      fc.property(names, fc.uuid(), fc.uuid(), (message, one, other) => {
        fc.pre(one !== other);
        expect(releaseId(message, one)).toBe(releaseId(message, one));
        expect(releaseId(message, one)).not.toBe(releaseId(message, other));
      }),
    );
  });
});

describe("createRelease", () => {
  it("carries the message and its publication", () => {
    const place = { bucket: "artifacts", key: "k", sha256: "0".repeat(64) };
    const message = {
      schema: "repave.release/v1",
      application: "orders",
      environment: "test",
      version: "2",
      artifact: place,
      config: place,
      requestedBy: "ci",
    } as const;
    const publication = { messageId: "m-1", publishedAt: "2026-11-21T05:00:00.000Z" };
    const { schema: _, ...asked } = message;
    expect(createRelease(message, publication)).toEqual({
      id: releaseId(message, "m-1"),
      ...asked,
      ...publication,
    });
  });
});
