import { describe, expect, it } from "vitest";
import { pointerText } from "../../../../core/parameter-value.ts";
import { readConfiguration, readSecrets } from "../../../../worker/boot/configuration.ts";
import { fakeAws } from "./fake-aws.ts";

const parameter = { name: "/c", version: 3 };
const holding = (Value: string) => fakeAws(() => ({ Parameter: { Value } }));

describe("readConfiguration", () => {
  it("reads the very version that the instance was launched for", async () => {
    const { aws, inputsOf } = holding('{"release":"r"}');
    expect(await readConfiguration({ aws, parameter })).toEqual({ release: "r" });
    expect(inputsOf("GetParameter")).toEqual([{ Name: "/c:3", WithDecryption: true }]);
  });

  it("does not quote what it cannot read", async () => {
    const { aws } = holding('{"run": s3cr3t');
    await expect(readConfiguration({ aws, parameter })).rejects.toThrow(
      "expected /c:3 to be JSON; came 14 characters that are not",
    );
  });

  it("reads a long one from S3, and only when it is what was written", async () => {
    const place = { bucket: "b", key: "k" };
    const { aws, getObject } = holding(pointerText(place, '{"release":"r"}'));
    getObject.mockResolvedValueOnce('{"release":"r"}');
    expect(await readConfiguration({ aws, parameter })).toEqual({ release: "r" });
    expect(getObject).toHaveBeenCalledWith(expect.objectContaining(place));
    getObject.mockResolvedValueOnce('{"release":"another"}');
    await expect(readConfiguration({ aws, parameter })).rejects.toThrow(
      "expected s3://b/k to have the SHA-256",
    );
  });
});

describe("readSecrets", () => {
  const secretsOf = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`SECRET_${index}`, { parameter: `/s/${index}` }]),
    );

  it("gives the values by their variables, ten parameters a call", async () => {
    const { aws, inputsOf } = fakeAws((_name, input) => ({
      Parameters: (input as { Names: string[] }).Names.map((Name) => ({ Name, Value: `value of ${Name}` })),
    }));
    const secrets = await readSecrets(aws, secretsOf(11));
    expect(Object.keys(secrets)).toHaveLength(11);
    expect(secrets).toMatchObject({ SECRET_0: "value of /s/0", SECRET_10: "value of /s/10" });
    expect(inputsOf("GetParameters")).toHaveLength(2);
  });

  it("asks for nothing when there are no secrets, and names those that are missing", async () => {
    const { aws, inputsOf } = fakeAws(() => ({ InvalidParameters: ["/s/0"] }));
    expect(await readSecrets(aws, {})).toEqual({});
    expect(inputsOf("GetParameters")).toEqual([]);
    await expect(readSecrets(aws, secretsOf(1))).rejects.toThrow("expected the parameters /s/0");
  });
});
