import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { clientConfigOf, readRuntimeFile } from "./runtime-file.ts";

/** What SDK clients are made with: spread into their constructors. */
export interface ClientConfig {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Where a command's calls go: AWS with the user's own credentials, or the runtime on this machine. */
export interface Target {
  readonly kind: "aws" | "runtime";
  readonly region: string;
  readonly accountId: string;
  readonly clientConfig: ClientConfig;
  /** How often to look when following something: a machine's own runtime is asked more often than AWS. */
  readonly pollMs: number;
}

/** The options every command that talks to AWS has. */
export interface TargetOptions {
  readonly dataDir: string;
  readonly profile?: string;
  readonly region?: string;
}

const AWS_POLL_MS = 2000;
const RUNTIME_POLL_MS = 120;
const awsVariables = ["AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"] as const;

/**
 * Chooses the target: `--profile` or credentials named in the environment first, else the runtime that runs on the
 * data folder. Never falls back to AWS by accident: without either it refuses.
 */
export async function resolveTarget(options: TargetOptions): Promise<Target> {
  if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile;
  if (awsVariables.some((name) => (process.env[name] ?? "") !== "")) return awsTarget(options);
  const runtime = await readRuntimeFile(options.dataDir);
  if (runtime === undefined) throw notReachable(options.dataDir);
  return targetOf("runtime", clientConfigOf(runtime));
}

/** The target that a runtime is, for who has just started it. */
export async function targetOf(kind: Target["kind"], clientConfig: ClientConfig): Promise<Target> {
  const sts = new STSClient(clientConfig);
  const region = await sts.config.region().catch(noRegion);
  const identity = await sts.send(new GetCallerIdentityCommand({}));
  const pollMs = kind === "runtime" ? RUNTIME_POLL_MS : AWS_POLL_MS;
  return { kind, region, accountId: identity.Account ?? "", clientConfig, pollMs };
}

async function awsTarget(options: TargetOptions): Promise<Target> {
  const local = isLoopback(process.env.AWS_ENDPOINT_URL);
  return targetOf(local ? "runtime" : "aws", options.region === undefined ? {} : { region: options.region });
}

/** The SDK looks into the options, the environment and the profile, and has no name for its failure. */
function noRegion(cause: unknown): never {
  throw new CliError("no AWS region is named", {
    advice: "Name one: --region eu-central-1, AWS_REGION, or `region` in the profile.",
    cause,
  });
}

function isLoopback(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname.startsWith("127.");
}

function notReachable(dataDir: string): CliError {
  return new CliError(`no runtime is running on ${dataDir}, and no AWS credentials are named`, {
    exitCode: exitCodes.unreachable,
    advice:
      "Start everything on this machine with `npm start`, or name AWS: --profile NAME, or AWS_PROFILE and AWS_REGION.",
  });
}
