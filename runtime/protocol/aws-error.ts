/**
 * A refusal that the caller gets over the wire: AWS's error code, HTTP status and a message that says what was
 * expected and what came. Anything else that is thrown is a defect and answered as `InternalFailure`.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Members of the modelled error shape besides its message, for example `reasons`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details ?? {};
  }
}
