import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concealVariables } from "../../../../worker/boot/concealment.ts";

const secret = 'pässw0rd/+"x"?&=';
const { conceal } = concealVariables({ secrets: { TOKEN: secret }, environment: {} });

describe("concealVariables", () => {
  it.each([
    ["as it is", `token ${secret}!`],
    ["in JSON", JSON.stringify({ token: secret })],
    ["in a URL's path", `GET /${encodeURIComponent(secret)}`],
    ["in a form", new URLSearchParams({ token: secret }).toString()],
    ["in hexadecimal", Buffer.from(secret).toString("hex")],
    ["in Base64", Buffer.from(secret).toString("base64")],
    ["in URL-safe Base64", Buffer.from(secret).toString("base64url")],
    ["in basic authorization", `Basic ${Buffer.from(`me:${secret}`).toString("base64")}`],
  ])("puts the variable's name in the place of a secret %s", (_, line) => {
    const concealed = conceal(line);
    expect(concealed).toContain("[TOKEN]");
    expect(line.length - concealed.length).toBeGreaterThan(secret.length - 12);
  });

  it("conceals the parts of a secret that is a document, a key or an address", () => {
    const secrets = {
      DATABASE: '{"username":"orders","password":"hunter2-hunter2","port":5432}',
      KEY: "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n",
      URL: "postgres://me:p%40ssword@db.internal/orders",
    };
    const concealment = concealVariables({ secrets, environment: {} });
    const lines = ["login with hunter2-hunter2", "kqhkiG9w0BAQEF", "password is p@ssword", secrets.URL];
    expect(lines.map(concealment.conceal)).toEqual([
      "login with [DATABASE]",
      "[KEY]",
      "password is [URL]",
      "[URL]",
    ]);
    expect(concealment.conceal("-----BEGIN PRIVATE KEY-----")).toBe("-----BEGIN PRIVATE KEY-----");
  });

  it("conceals plain variables, too, but for words and what is short", () => {
    const environment = { MARK: "a1b2c3d4", STAGE: "production", GREETING: "hello world", PORT: "8080" };
    const concealment = concealVariables({ secrets: {}, environment });
    expect(concealment.conceal("a1b2c3d4 in production on 8080: hello world")).toBe(
      "[MARK] in production on 8080: hello world",
    );
  });

  it("takes the longer of two secrets first", () => {
    const secrets = { SHORT: "abcd", LONG: "abcdefgh" };
    expect(concealVariables({ secrets, environment: {} }).conceal("abcdefgh abcd")).toBe("[LONG] [SHORT]");
  });

  it("leaves no secret in any line, and takes any text as one", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(value.trim().length >= 8 && !"[TOKEN]".includes(value));
        const concealment = concealVariables({ secrets: { TOKEN: value }, environment: {} });
        expect(concealment.conceal(before + value + after)).not.toContain(value);
        expect(concealment.longest).toBeGreaterThanOrEqual(value.length);
      }),
    );
  });
});
