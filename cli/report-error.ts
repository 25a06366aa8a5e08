import pc from "picocolors";
import { CliError } from "./cli-error.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** What is told of an error: lines for standard error, and the exit code. */
export interface ErrorReport {
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}

const unreachableCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ETIMEDOUT",
  "EPIPE",
]);
const refusedCodes = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
]);
const diskCodes = new Set(["ENOSPC", "EROFS", "EDQUOT"]);

/** Sorts any error into the CLI's exit codes. A stack is shown only for what must be a defect of repave. */
export function describeFailure(error: unknown): ErrorReport {
  if (error instanceof CliError)
    return report({ message: error.message, advice: error.advice }, error.exitCode);
  if (!(error instanceof Error)) return report({ message: `unexpected: ${String(error)}` }, exitCodes.defect);
  const code = codeOf(error);
  if (code !== undefined && diskCodes.has(code)) {
    return report(
      {
        message: `cannot write: ${error.message}`,
        advice: "Free some space, or name another folder with --data-dir.",
      },
      exitCodes.noDisk,
    );
  }
  if (code !== undefined && unreachableCodes.has(code)) {
    return report(
      {
        message: `no answer: ${error.message || code}`,
        advice: "Is it running? `npm start` starts everything; `npx repave doctor` looks.",
      },
      exitCodes.unreachable,
    );
  }
  if (error.name === "CredentialsProviderError") {
    return report(
      { message: error.message, advice: "Name credentials: --profile, AWS_PROFILE, or `aws sso login`." },
      exitCodes.unreachable,
    );
  }
  if (refusedCodes.has(error.name)) {
    return report(
      {
        message: `${error.name}: ${error.message}`,
        advice: "The credentials in use are not allowed to do this.",
      },
      exitCodes.refused,
    );
  }
  if ("$metadata" in error) return report({ message: `${error.name}: ${error.message}` }, exitCodes.failed);
  return { lines: [`${pc.red("defect")} ${error.stack ?? error.message}`], exitCode: exitCodes.defect };
}

function report(text: { message: string; advice?: string | undefined }, exitCode: ExitCode): ErrorReport {
  const lines = [`${pc.red("✖")} ${text.message}`];
  if (text.advice !== undefined) lines.push(`  ${pc.dim("→")} ${text.advice}`);
  return { lines, exitCode };
}

function codeOf(error: Error): string | undefined {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : undefined;
}
