import { createHash, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLedger } from "../../cli/audit/read-ledger.ts";
import { followRelease } from "../../cli/follow/follow-release.ts";
import { packFolder } from "../../cli/release/pack.ts";
import { publishRelease } from "../../cli/release/publish.ts";
import { readApplication } from "../../cli/release/read-application.ts";
import { exampleVariant } from "./support/example.ts";
import { type Mailbox, openMailbox } from "./support/mailbox.ts";
import * as observe from "./support/observe.ts";
import { projectRoot } from "./support/repave.ts";
import { startUp, type Up } from "./support/up.ts";
import { holdWorker, listProcessIds, readProcessFile } from "./support/worker-process.ts";

/** One in a parameter that the application names, one in its plain environment. */
const canaries = { TOKEN: `canary-${randomUUID()}`, MARK: `canary-${randomUUID()}` };
/** In an argument of its command, which its instance's own disk has in clear, as it has the application. */
const argument = `canary-${randomUUID()}`;
const stages = ["bake", "provision", "validate"] as const;

let up: Up;
let mailboxes: readonly Mailbox[];
let release: string;
let url: string;
/** What the processes of this machine showed of the canaries while each stage's worker was at work. */
const seenWhileWorking: string[] = [];

beforeAll(async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "repave-secrets-"));
  chmodSync(dataDir, 0o711); // so that instances of root's runtime live in it, too
  up = await startUp({ dataDir });
  mailboxes = await Promise.all(
    ["repave-releases", "repave-outcomes", "repave-findings"].map((topic) => openMailbox(up.target, topic)),
  );
  const ssm = new SSMClient(up.target.clientConfig);
  const token = { Name: "/apps/hello-web/token", Value: canaries.TOKEN, Type: "SecureString" } as const;
  await ssm.send(new PutParameterCommand(token));
  release = await up.publish(secretive(), "4.0.0");
  for (const stage of stages) {
    const worker = await holdWorker(release, stage);
    seenWhileWorking.push(...processesThatShow(Object.values(canaries)).filter((it) => !isServer(it)));
    worker.resume();
  }
  const progress = await followRelease({ target: up.target, release, onProgress: () => {} });
  expect(progress, progress.cause).toMatchObject({ status: "SUCCEEDED" });
  url = String(progress.stages.at(-1)?.output?.url);
}, 180_000);
afterAll(() => up?.remove());

/** An application that is given both, with a configuration of 40 kB, and that tells their digests. */
function secretive(files: Readonly<Record<string, string>> = { "digests.js": tellDigests }): string {
  return exampleVariant({
    configuration: {
      run: {
        command: ["node", "digests.js", `--mark=${argument}`],
        port: 8080,
        environment: { MARK: canaries.MARK, PADDING: "x".repeat(40_000) },
        secrets: { TOKEN: { parameter: "/apps/hello-web/token" } },
      },
      smokeTest: [{ path: "/", status: 200 }],
    },
    files,
  });
}

const tellDigests = `
  import { createHash } from "node:crypto";
  import { createServer } from "node:http";
  const digest = (name) => createHash("sha256").update(process.env[name] ?? "").digest("hex");
  createServer((_, response) => {
    response.end(JSON.stringify({ TOKEN: digest("TOKEN"), MARK: digest("MARK") }));
  }).listen(Number(process.env.PORT), process.env.HOST, () => console.log("listening"));
`;

const tellTale = `
  const { TOKEN, MARK } = process.env;
  const base64 = (text) => Buffer.from(text).toString("base64");
  process.stdout.write(\`in clear \${TOKEN.slice(0, 9)}\`);
  process.stdout.write(\`\${TOKEN.slice(9)} \${MARK}, in Base64 \${base64(TOKEN)} \${base64(MARK)}\\n\`);
  throw new Error("wrong password " + TOKEN);
`;

const isServer = (shown: string) => shown.includes("digests.js");

/** The command lines of the processes whose arguments or environment hold one of these texts; this one aside. */
function processesThatShow(texts: readonly string[]): readonly string[] {
  return listProcessIds().flatMap((pid) => {
    if (pid === process.pid) return [];
    const shown = `${readProcessFile(pid, "cmdline")}\n${readProcessFile(pid, "environ")}`;
    return texts.some((text) => shown.includes(text)) ? readProcessFile(pid, "cmdline") : [];
  });
}

/** A text as it could lie somewhere: in clear, in hexadecimal, or in Base64 at any offset. */
function disguisesOf(text: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.from(`${"\0".repeat(offset)}${text}`)
      .toString("base64")
      .slice(4, -4),
  );
  return [text, Buffer.from(text).toString("hex"), ...base64];
}

function expectNone(text: string, where: string): void {
  for (const canary of Object.values(canaries))
    for (const disguise of disguisesOf(canary)) expect(text.includes(disguise), where).toBe(false);
}

describe("a secret of an application", () => {
  it("reaches the application", async () => {
    const digests = Object.entries(canaries).map(([name, value]) => [
      name,
      createHash("sha256").update(value).digest("hex"),
    ]);
    expect(await (await fetch(url)).json()).toEqual(Object.fromEntries(digests));
  });

  it("is in the environment or arguments of no process but the application's own", () => {
    expect(seenWhileWorking).toEqual([]);
    const now = processesThatShow(Object.values(canaries));
    expect(now.length).toBeGreaterThan(0);
    expect(now.filter((shown) => !isServer(shown))).toEqual([]);
  });

  it("is in no environment of a Lambda function", async () => {
    const { Functions = [] } = await new LambdaClient(up.target.clientConfig).send(
      new ListFunctionsCommand({}),
    );
    expect(Functions.length).toBeGreaterThan(8);
    expectNone(JSON.stringify(Functions), "Lambda");
  });

  it("is in nothing that a command of repave prints", async () => {
    const commands = [
      ["executions", "history", release, "--output", "json"],
      ["executions", "describe", release],
      ["logs", "hello-web"],
      ["logs", "--release", release],
      ["audit", "--output", "json"],
      ["apps", "--output", "json"],
      ["images", "--output", "json"],
    ];
    for (const words of commands) {
      const { code, stdout, stderr } = await up.repave(...words);
      expect(code, `${words.join(" ")}: ${stderr}`).toBe(0);
      expect(stdout.length).toBeGreaterThan(50);
      expectNone(stdout + stderr, words.join(" "));
      expect(stdout, words.join(" ")).not.toContain(argument);
    }
  });

  it("is not told by an application that prints it and dies", async () => {
    const dying = await up.release(secretive({ "digests.js": tellTale }), "4.0.2");
    const { cause } = dying.progress;
    expect(dying.progress).toMatchObject({ status: "FAILED", error: "InstancesUnhealthy" });
    expect(cause).toContain("in clear [TOKEN] [MARK], in Base64 [TOKEN] [MARK]");
    expect(cause).toContain("Error: wrong password [TOKEN]");
    expectNone(JSON.stringify(await observe.historyOf(up.target, dying.release)), "the history");
    expectNone(JSON.stringify(await readLedger(up.target)), "the ledger");
    expectNone(JSON.stringify(await mailboxes[1]?.find(dying.release)), "the outcome");
    const { stdout } = await up.repave("logs", "hello-web");
    expect(stdout).toContain("Error: wrong password [TOKEN]");
    expectNone(stdout, "the application's log");
  });

  it("is in no message of a topic", async () => {
    const [releases, outcomes] = mailboxes;
    expect(await outcomes?.find(release)).toMatchObject({ outcome: "SUCCEEDED" });
    expect(await releases?.texts()).not.toEqual([]);
    for (const mailbox of mailboxes) expectNone((await mailbox.texts()).join("\n"), "a topic");
  });

  it("is in no file of the data folder, also not disguised", () => {
    const files = readdirSync(up.dataDir, { recursive: true, withFileTypes: true });
    const names = files.filter((it) => it.isFile()).map((it) => path.join(it.parentPath, it.name));
    expect(names.map((name) => path.basename(name))).toEqual(
      expect.arrayContaining(["runtime.db", "runtime.db-wal", "executions.db", "logs.db", "console.log"]),
    );
    for (const name of names) expectNone(readFileSync(name, "latin1"), name);
  });

  it("is not told when it stands in the wrong place of a configuration", async () => {
    const { TOKEN, MARK } = canaries;
    const wrong = { command: ["node"], port: 8080, environment: { TOKEN: [TOKEN] }, secrets: { MARK } };
    const folder = exampleVariant({ configuration: { run: wrong, password: TOKEN } });
    const refused = await up.repave("release", folder, "--env", "dev", "--version", "4.0.1");
    expect(refused.code).not.toBe(0);
    expectNone(refused.stdout + refused.stderr, "the command line's refusal");
    const id = await publishUnread(folder, "4.0.1");
    const progress = await followRelease({ target: up.target, release: id, onProgress: () => {} });
    expect(progress).toMatchObject({ status: "FAILED", error: "ConfigurationInvalid" });
    expectNone(JSON.stringify(await observe.historyOf(up.target, id)), "the history");
    expectNone(JSON.stringify(await readLedger(up.target)), "the ledger");
    expectNone(JSON.stringify(await mailboxes[1]?.find(id)), "the outcome");
  });
});

/** Publishes a folder as CI would that does not read repave.yaml. */
async function publishUnread(folder: string, version: string): Promise<string> {
  const example = await readApplication(path.join(projectRoot, "examples/hello-web"));
  const text = readFileSync(path.join(folder, "repave.yaml"), "utf8");
  const asked = { environment: "dev", version, requestedBy: "test" };
  const artifact = await packFolder(folder);
  return publishRelease(up.target, { application: { ...example, text }, artifact, ...asked });
}
