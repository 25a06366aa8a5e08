import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readApplications } from "../../cli/target/applications.ts";
import { exampleVariant } from "./support/example.ts";
import * as observe from "./support/observe.ts";
import { startUp, type Up } from "./support/up.ts";
import { listProcessIds, readProcessFile } from "./support/worker-process.ts";

const isRoot = process.getuid?.() === 0;
let up: Up;
let dataDir: string;
/** Two instances of different applications' environments, and what they can be asked to try. */
let dev: Prober;
let test: Prober;

/** An application that runs what it is sent, in its own process on its instance: as an intruder would. */
interface Prober {
  readonly pid: number;
  readonly instanceId: string;
  /** The address of its instance's metadata service. */
  readonly metadata: string;
  /** What the body of an async function gives there, or the code or message of its error. */
  try(body: string): Promise<unknown>;
}

const server = `
  import { createServer } from "node:http";
  import * as fs from "node:fs";
  import * as child from "node:child_process";
  const AsyncFunction = (async () => {}).constructor;
  createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    if (body === "") return response.end(JSON.stringify({ pid: process.pid }));
    const answer = await new AsyncFunction("fs", "child", body)(fs, child)
      .then((value) => ({ value }), (error) => ({ error: error.code ?? error.message }));
    response.end(JSON.stringify(answer));
  }).listen(Number(process.env.PORT), process.env.HOST);
`;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-isolation-"));
  chmodSync(dataDir, 0o711); // so that instances of root's runtime live in it, too
  up = await startUp({ dataDir });
  const configuration = {
    run: { command: ["node", "prober.js"], port: 8080 },
    smokeTest: [{ path: "/", status: 200 }],
    capacity: { minimum: 1, desired: 1, maximum: 1 },
    environments: {},
  };
  const folder = exampleVariant({ configuration, files: { "prober.js": server } });
  const releases = await Promise.all([up.publish(folder, "2.0.0"), up.publish(folder, "2.0.0", "test")]);
  for (const release of releases) await up.follow(release);
  [dev, test] = await Promise.all([proberIn("dev"), proberIn("test")]);
}, 180_000);
afterAll(() => up?.remove());

async function proberIn(environment: string): Promise<Prober> {
  const found = (await readApplications(up.target)).find((it) => it.environment === environment);
  const url = String(found?.current.url);
  const ask = async (body: string): Promise<unknown> => {
    const answer = (await (await fetch(url, { method: "POST", body })).json()) as Record<string, unknown>;
    return answer.error ?? answer.value;
  };
  const variable = (name: string) => ask(`return process.env.${name}`).then(String);
  const release = await variable("REPAVE_RELEASE");
  const pid = listProcessIds().find(
    (it) =>
      readProcessFile(it, "cmdline").includes("prober.js") &&
      readProcessFile(it, "environ").includes(`REPAVE_RELEASE=${release}`),
  );
  const [instanceId = ""] = await observe.liveInstances(up.target, "repave:release", release);
  const metadata = await variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  return { pid: pid ?? 0, instanceId, metadata, try: ask };
}

const readCredentials = (metadata: string) => `
  const headers = { "x-aws-ec2-metadata-token-ttl-seconds": "60" };
  const token = await fetch("${metadata}/latest/api/token", { method: "PUT", headers });
  if (!token.ok) return token.status;
  const credentials = "${metadata}/latest/meta-data/iam/security-credentials/";
  const asked = { headers: { "x-aws-ec2-metadata-token": await token.text() } };
  const role = await (await fetch(credentials, asked)).text();
  return (await (await fetch(credentials + role, asked)).json()).Code;`;

describe("an instance's credentials", () => {
  it("are given to its own processes", async () => {
    expect(await dev.try(readCredentials(dev.metadata))).toBe("Success");
    expect(await test.try(readCredentials(test.metadata))).toBe("Success");
  });

  it("are given to no process of another instance", async () => {
    expect(dev.metadata).not.toBe(test.metadata);
    expect(await dev.try(readCredentials(test.metadata))).toBe(403);
  });

  it("are given to no other process of this machine", async () => {
    const answer = await fetch(`${dev.metadata}/latest/api/token`, {
      method: "PUT",
      headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
    });
    expect(answer.status).toBe(403);
  });
});

describe("the data folder", () => {
  it("holds no file that other users can read", () => {
    expect([...readableByOthers(dataDir)]).toEqual([]);
  });

  it.runIf(isRoot)("is closed to nobody, and but for their roots to the instances' user", () => {
    expect(readableAs(65_534)).toEqual([]);
    const { uid } = statSync(`/proc/${dev.pid}`);
    if (uid === 0) return; // in a sandbox, whose user is nobody outside and which shows nothing but its root
    const beyond = readableAs(uid).filter((file) => !file.includes(`/${dev.instanceId}/root/`));
    expect(beyond).toEqual([]);
  });
});

/** Files that somebody who is neither the owner nor in the group gets at. */
function* readableByOthers(folder: string): Generator<string> {
  if ((statSync(folder).mode & 0o001) === 0) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* readableByOthers(file);
    else if ((statSync(file).mode & 0o004) !== 0) yield file;
  }
}

function readableAs(uid: number): readonly string[] {
  const words = [dataDir, "-type", "f", "-readable"];
  const { stdout } = spawnSync("find", words, { uid, gid: uid, encoding: "utf8", cwd: "/" });
  return stdout.split("\n").filter((line) => line !== "");
}

describe("an application on its instance", () => {
  it("has no rights of the system", async () => {
    const status = String(await dev.try('return fs.readFileSync("/proc/self/status", "utf8")'));
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).not.toMatch(/^Uid:\t0/m);
  });

  it.runIf(isRoot)("reads no key, database or credentials of the runtime", async () => {
    for (const file of ["machine.key", "runtime.db", "executions.db", "endpoint.json", "runtime.log"])
      expect(await dev.try(`return fs.readFileSync("${dataDir}/${file}").length`)).toMatch(/EACCES|ENOENT/);
  });

  it.runIf(isRoot)("neither sees nor ends processes of another instance", async () => {
    expect(await dev.try(`return fs.readFileSync("/proc/${test.pid}/environ").length`)).toMatch(
      /EACCES|ENOENT/,
    );
    expect(await dev.try(`return process.kill(${test.pid}, 0)`)).toMatch(/EPERM|ESRCH/);
    expect(await dev.try(`return fs.readdirSync("/proc/${process.pid}/fd")`)).toMatch(/EACCES|ENOENT/);
  });

  it.runIf(isRoot)("does not see the files of another instance", async () => {
    const other = `${dataDir}/instances/${test.instanceId}/root/opt/repave/image.json`;
    expect(await dev.try(`return fs.readFileSync("${other}", "utf8")`)).toMatch(/EACCES|ENOENT/);
  });

  it.runIf(isRoot)("cannot change what it was baked from, where no sandbox has it as its own", async () => {
    if (statSync(`/proc/${dev.pid}`).uid === 0) return;
    expect(await dev.try('fs.writeFileSync("server.js", ""); return "written"')).toMatch(/EACCES|EROFS/);
  });

  it("cannot write to the system", async () => {
    const remounted = await dev.try(
      'return child.spawnSync("mount", ["-o", "remount,rw,bind", "/usr"], { stdio: "ignore" }).status',
    );
    expect(remounted).not.toBe(0);
    expect(await dev.try('fs.writeFileSync("/usr/repave-was-here", ""); return "written"')).toMatch(
      /EACCES|EROFS/,
    );
  });
});
