import { GetParameterCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { readConfiguration, readSecrets } from "../../../../worker/boot/configuration.ts";

const ssm = mockClient(SSMClient);

beforeEach(() => {
  ssm.reset();
});

describe("readConfiguration", () => {
  it("reads the very version that the instance was launched for", async () => {
    ssm
      .on(GetParameterCommand, { Name: "/c:3", WithDecryption: true })
      .resolves({ Parameter: { Value: '{"release":"r"}' } });
    const found = await readConfiguration({ ssm: new SSMClient({}), parameter: { name: "/c", version: 3 } });
    expect(found).toEqual({ release: "r" });
  });

  it("does not quote what it cannot read", async () => {
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '{"run": s3cr3t' } });
    const reading = readConfiguration({ ssm: new SSMClient({}), parameter: { name: "/c", version: 3 } });
    await expect(reading).rejects.toThrow("expected /c:3 to be JSON; came 14 characters that are not");
  });
});

describe("readSecrets", () => {
  const secretsOf = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`SECRET_${index}`, { parameter: `/s/${index}` }]),
    );

  it("gives the values by their variables, ten parameters a call", async () => {
    ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
      Parameters: Names.map((Name) => ({ Name, Value: `value of ${Name}` })),
    }));
    const secrets = await readSecrets(new SSMClient({}), secretsOf(11));
    expect(Object.keys(secrets)).toHaveLength(11);
    expect(secrets).toMatchObject({ SECRET_0: "value of /s/0", SECRET_10: "value of /s/10" });
    expect(ssm.commandCalls(GetParametersCommand)).toHaveLength(2);
  });

  it("asks for nothing when there are no secrets, and names those that are missing", async () => {
    expect(await readSecrets(new SSMClient({}), {})).toEqual({});
    ssm.on(GetParametersCommand).resolves({ InvalidParameters: ["/s/0"] });
    await expect(readSecrets(new SSMClient({}), secretsOf(1))).rejects.toThrow(
      "expected the parameters /s/0",
    );
  });
});
