import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type AwsCalls, createAwsCalls } from "./aws-calls.ts";
import { concealVariables } from "./concealment.ts";
import { readConfiguration, readSecrets } from "./configuration.ts";
import { type InstanceIdentity, readIdentity } from "./identity.ts";
import { type LogShipper, shipLogs } from "./log-shipper.ts";
import { createInstanceMetadata, type InstanceMetadata } from "./metadata.ts";
import { createRoleCredentials } from "./role-credentials.ts";
import { supervise } from "./supervise.ts";
import { parseUserData, type UserData } from "./user-data.ts";

/** What the application inherits from the instance; everything else comes from its configuration. */
const inheritedVariables = [
  "PATH",
  "HOME",
  "AWS_REGION",
  "AWS_ENDPOINT_URL",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
];

/** Boots the instance by its user data; resolves with the exit code when it is to end. */
async function boot(stop: AbortSignal): Promise<number> {
  const endpoint = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? "http://169.254.169.254";
  const metadata = createInstanceMetadata(endpoint);
  const credentials = createRoleCredentials({ metadata, now: Date.now });
  // Most instances need them next. That they do not come is told by the first call that cannot do without.
  credentials().catch(() => undefined);
  const [identity, userData] = await Promise.all([
    readIdentity(metadata),
    metadata.get("user-data").then(parseUserData),
  ]);
  if (userData.role === "tooling") return waitForCommands(stop);
  process.env.AWS_REGION ??= identity.region;
  const endpointOf = await findEndpoints(metadata, identity.region);
  const aws = createAwsCalls({ region: identity.region, credentials, endpointOf });
  return runApplication({ userData, identity, aws, stop });
}

/** Where the services are: at the one address that the instance is given, or at their own in the region. */
async function findEndpoints(
  metadata: InstanceMetadata,
  region: string,
): Promise<(service: string) => string> {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (endpoint !== undefined) return () => endpoint;
  const domain = await metadata.get("meta-data/services/domain");
  return (service) => `https://${service}.${region}.${domain}`;
}

/** A tooling instance only has to be there; its work comes by Run Command. */
async function waitForCommands(stop: AbortSignal): Promise<number> {
  console.log("tooling instance, ready for commands");
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  await new Promise<void>((done) => stop.addEventListener("abort", () => done(), { once: true }));
  clearInterval(keepAlive);
  return 0;
}

interface ApplicationBoot {
  readonly userData: Extract<UserData, { role: "application" }>;
  readonly identity: InstanceIdentity;
  readonly aws: AwsCalls;
  readonly stop: AbortSignal;
}

async function runApplication({ userData, identity, aws, stop }: ApplicationBoot): Promise<number> {
  const { instanceId, privateIp: address } = identity;
  const configuration = await readConfiguration({ aws, parameter: userData.configParameter });
  const { run, release } = configuration;
  const secrets = await readSecrets(aws, run.secrets);
  const concealment = concealVariables({ secrets, environment: run.environment });
  const shipper = shipLogs({
    ...{ aws, group: userData.logGroup, stream: instanceId },
    ...{ now: Date.now, complain: console.error },
  });
  const say = (line: string): void => tell(shipper, concealment.conceal(`repave: ${line}`));
  say(`${instanceId} starts ${configuration.application} of ${release} on ${address}:${run.port}`);
  const exitCode = await supervise({
    ...{ command: run.command, directory: resolve("srv/app"), say, stop, now: Date.now, sleep: delay },
    onLine: (line) => tell(shipper, line),
    concealment,
    environment: {
      ...inherited(),
      REPAVE_APPLICATION: configuration.application,
      REPAVE_ENVIRONMENT: configuration.environment,
      REPAVE_RELEASE: release,
      REPAVE_VERSION: configuration.version,
      ...run.environment,
      ...secrets,
      HOST: address,
      PORT: String(run.port),
    },
  });
  await shipper.close();
  return exitCode;
}

/** Every line is on the console, too: what a failed instance leaves behind. */
function tell(shipper: LogShipper, line: string): void {
  console.log(line);
  shipper.add(line);
}

function inherited(): Record<string, string> {
  const found = inheritedVariables.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());
process.once("SIGINT", () => stopping.abort());

try {
  process.exit(await boot(stopping.signal));
} catch (error) {
  console.error("repave: the instance cannot boot:", error);
  process.exit(1);
}
