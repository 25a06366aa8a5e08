import type { InvocationOutcome } from "./instance.ts";
import type { LogWriter } from "./log-writer.ts";

/** What an instance's log says about one invocation, and the tail of it for `LogType: Tail`. */
export interface InstanceLog {
  initStart(runtimeName: string): void;
  start(requestId: string, version: string): void;
  output(text: string, whole: boolean): void;
  end(report: InvocationReport): void;
  /** The last 4 KiB of the current or last invocation. */
  tail(): string;
}

export interface InvocationReport {
  readonly requestId: string;
  readonly outcome: InvocationOutcome;
  readonly memoryMb: number;
  readonly initMs: number | undefined;
}

const TAIL_BYTES = 4_096;

/** Writes AWS's text format: INIT_START, START, the function's own lines, END and REPORT. */
export function createInstanceLog(writer: LogWriter): InstanceLog {
  let lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    if (lines.length > 1_000) lines = lines.slice(-500);
    writer.write(line);
  };
  return {
    initStart: (runtimeName) => write(`INIT_START Runtime Version: ${runtimeName}`),
    start(requestId, version) {
      lines = [];
      write(`START RequestId: ${requestId} Version: ${version}`);
    },
    output(text, whole) {
      if (whole) return write(text);
      for (const line of text.split("\n")) if (line !== "") write(line);
    },
    end(report) {
      const { error } = report.outcome;
      if (error?.errorType === "Sandbox.Timedout") write(timeoutLine(report.requestId, error.errorMessage));
      if (error?.errorType === "Runtime.ExitError") write(error.errorMessage);
      write(`END RequestId: ${report.requestId}`);
      write(reportLine(report));
    },
    tail: () => Buffer.from(lines.join("\n")).subarray(-TAIL_BYTES).toString(),
  };
}

function timeoutLine(requestId: string, errorMessage: string): string {
  return `${requestId} ${errorMessage.slice(errorMessage.indexOf("Task timed out"))}`;
}

function reportLine({ requestId, outcome, memoryMb, initMs }: InvocationReport): string {
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${outcome.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(outcome.durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${outcome.memoryMb} MB`,
  ];
  if (initMs !== undefined) fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
  return `${fields.join("\t")}\t`;
}
