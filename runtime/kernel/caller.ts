/**
 * Who makes a request. Filled in by the Signature Version 4 check for calls over the wire, and by the calling
 * service for calls inside the runtime, so that policies can be evaluated in one place for both.
 */
export interface Caller {
  /** 12-digit account id. */
  readonly accountId: string;
  /** `arn:aws:iam::…:user/NAME`, `arn:aws:sts::…:assumed-role/ROLE/SESSION`, or `arn:aws:iam::…:root`. */
  readonly arn: string;
  /** The unique id AWS calls `UserId` in GetCallerIdentity, for example `AROA…:session`. */
  readonly userId: string;
  /** Set when the caller is an assumed role: the role's ARN. */
  readonly roleArn?: string;
  /** Set when an AWS service acts for itself, for example `events.amazonaws.com`. */
  readonly service?: string;
  /** Set when a task of an execution calls: the same when the call is made again after a crash. */
  readonly task?: CallingTask;
}

/** The task of an execution that makes a call. */
export interface CallingTask {
  readonly executionArn: string;
  readonly frame: number;
  readonly eventId: number;
  /** It waits for the end of what it starts, and would stop that if it no longer did. */
  readonly waits: boolean;
}

/** The caller that an AWS service is when it acts on its own behalf. */
export function serviceCaller(principal: string, accountId: string): Caller {
  return { accountId, arn: `arn:aws:iam::${accountId}:root`, userId: principal, service: principal };
}
