import { describe, expect, it } from "vitest";
import type { ApplicationConfiguration } from "../../../../core/config/application-configuration.ts";
import {
  parseEnvironmentConfiguration,
  parseProcessConfiguration,
} from "../../../../core/config/environment-configuration.ts";
import { resolveConfiguration } from "../../../../core/config/release-configuration.ts";

const environment = {
  name: "dev",
  account: "000000000000",
  region: "us-east-1",
  network: { vpcId: "vpc-1", subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
  listenerPort: 8080,
  rules: [],
  baseImage: "/repave/base-images/soe",
};

const application: ApplicationConfiguration = {
  application: "hello-web",
  team: "web",
  run: { command: ["node", "server.js"], port: 8080 },
};

const resolve = (own: Partial<ApplicationConfiguration>, processDefaults = {}, environmentDefaults = {}) =>
  resolveConfiguration({
    environmentName: "dev",
    process: { defaults: processDefaults },
    environment: { ...environment, defaults: environmentDefaults },
    application: { ...application, ...own },
  });

function resolvedValue(resolved: ReturnType<typeof resolve>) {
  if (!resolved.valid) throw new Error(JSON.stringify(resolved.problems));
  return resolved.value;
}

describe("resolveConfiguration", () => {
  it("completes a small configuration from the built-in defaults", () => {
    expect(resolvedValue(resolve({}))).toMatchObject({
      team: "web",
      run: { port: 8080, environment: {}, secrets: {} },
      health: { path: "/health" },
      shift: { steps: [100] },
    });
  });

  it("lets each later layer win", () => {
    const own = {
      capacity: { desired: 4 },
      environments: { dev: { capacity: { minimum: 3 } }, prod: { files: [] } },
    };
    const processDefaults = { capacity: { minimum: 1, desired: 1, maximum: 9 }, logs: { retentionDays: 7 } };
    const environmentDefaults = { capacity: { minimum: 2, desired: 2 }, logs: { retentionDays: 90 } };
    const { capacity, logs } = resolvedValue(resolve(own, processDefaults, environmentDefaults));
    expect(capacity).toEqual({ instanceType: "t3.micro", minimum: 3, desired: 4, maximum: 9 });
    expect(logs.retentionDays).toBe(90);
  });

  it("replaces lists as a whole", () => {
    const own = { shift: { steps: [50, 100] }, environments: { dev: { shift: { steps: [100] } } } };
    expect(resolvedValue(resolve(own)).shift.steps).toEqual([100]);
  });

  it("leaves out what is only for other environments and for the CLI", () => {
    const value = resolvedValue(
      resolve({ artifact: { directory: "dist" }, environments: { prod: { logs: { retentionDays: 1 } } } }),
    );
    expect(value).not.toHaveProperty("environments");
    expect(value).not.toHaveProperty("artifact");
    expect(value.logs.retentionDays).toBe(30);
  });

  it("names what no layer says", () => {
    const resolved = resolve({ run: { environment: {} } });
    expect(resolved).toMatchObject({
      valid: false,
      problems: [
        { path: "/run/command", came: "nothing" },
        { path: "/run/port", came: "nothing" },
      ],
    });
  });

  it.each([
    [{ capacity: { minimum: 3, desired: 2, maximum: 5 } }, "/capacity"],
    [{ capacity: { minimum: 1, desired: 6, maximum: 5 } }, "/capacity"],
    [{ shift: { steps: [50, 10, 100] } }, "/shift/steps"],
    [{ shift: { steps: [10, 50] } }, "/shift/steps"],
    [{ shift: { steps: [10, 20, 30, 100], intervalSeconds: 14_000, drainSeconds: 1201 } }, "/shift"],
  ])("refuses %j", (own, path) => {
    expect(resolve(own)).toMatchObject({ valid: false, problems: [{ path }] });
  });
});

describe("parseEnvironmentConfiguration", () => {
  it("accepts an environment and lists everything that is wrong with another", () => {
    expect(parseEnvironmentConfiguration(environment)).toMatchObject({ valid: true });
    const parsed = parseEnvironmentConfiguration({
      ...environment,
      account: "12",
      network: { vpcId: "x" },
      region: "eu",
    });
    expect(parsed.valid ? [] : parsed.problems.map(({ path }) => path).sort()).toEqual([
      "/account",
      "/network/securityGroupIds",
      "/network/subnetIds",
      "/network/vpcId",
      "/region",
    ]);
  });
});

describe("parseProcessConfiguration", () => {
  it("accepts no defaults and refuses unknown ones", () => {
    expect(parseProcessConfiguration({})).toMatchObject({ valid: true });
    expect(parseProcessConfiguration({ defaults: { capcity: {} } })).toMatchObject({
      valid: false,
      problems: [{ path: "/defaults/capcity" }],
    });
  });
});
