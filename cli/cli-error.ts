import { type ExitCode, exitCodes } from "./exit-codes.ts";

/**
 * An end that the user can do something about: `message` says what was expected and what came, `advice` what to do,
 * `exitCode` what scripts see.
 */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: ExitCode;
  readonly advice: string | undefined;

  constructor(
    message: string,
    options: { readonly exitCode?: ExitCode; readonly advice?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? exitCodes.usage;
    this.advice = options.advice;
  }
}
