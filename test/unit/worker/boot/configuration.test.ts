import { GetParameterCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { readConfiguration, readEnvironment } from "../../../../worker/boot/configuration.ts";

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
});

describe("readEnvironment", () => {
  const secretsOf = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`SECRET_${index}`, { parameter: `/s/${index}` }]),
    );

  it("gives plain variables and resolved secrets, ten parameters a call", async () => {
    ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
      Parameters: Names.map((Name) => ({ Name, Value: `value of ${Name}` })),
    }));
    const run = { environment: { PLAIN: "1" }, secrets: secretsOf(11) };
    const environment = await readEnvironment(new SSMClient({}), run);
    expect(Object.keys(environment)).toHaveLength(12);
    expect(environment).toMatchObject({ PLAIN: "1", SECRET_0: "value of /s/0", SECRET_10: "value of /s/10" });
    expect(ssm.commandCalls(GetParametersCommand)).toHaveLength(2);
  });

  it("asks for nothing when there are no secrets, and names those that are missing", async () => {
    expect(await readEnvironment(new SSMClient({}), { environment: {}, secrets: {} })).toEqual({});
    ssm.on(GetParametersCommand).resolves({ InvalidParameters: ["/s/0"] });
    await expect(
      readEnvironment(new SSMClient({}), { environment: {}, secrets: secretsOf(1) }),
    ).rejects.toThrow("expected the parameters /s/0");
  });
});
