import type { Caller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";

/** Where one instance's output goes: a log stream of its own. */
export interface LogWriter {
  write(text: string): void;
  /** Ships what is buffered. Never rejects: a function runs even when its log cannot be written, as on AWS. */
  flush(): Promise<void>;
}

export interface LogWriterOptions {
  readonly runtime: Runtime;
  readonly group: string;
  readonly stream: string;
  /** The function's role session: its policy decides whether the log may be written. */
  readonly caller: Caller;
}

const FLUSH_DELAY_MS = 100;
const LARGEST_BATCH = 5_000;

interface Entry {
  readonly timestamp: number;
  readonly message: string;
}

/** Batches entries into PutLogEvents, made with the function's own identity; creates group and stream when absent. */
export function createLogWriter(options: LogWriterOptions): LogWriter {
  const { runtime } = options;
  let buffered: Entry[] = [];
  let armed = false;
  let created = false;
  let writing: Promise<void> = Promise.resolve();

  const call = (operation: string, input: object) =>
    runtime.aws.call("logs", operation, input, options.caller);
  const createIfAbsent = async (operation: string, input: object) => {
    await call(operation, input).catch((error) => {
      if (error.name !== "ResourceAlreadyExistsException") throw error;
    });
  };
  const createStream = async () => {
    const names = { logGroupName: options.group, logStreamName: options.stream };
    await call("CreateLogStream", names).catch(async (error) => {
      if (error.name !== "ResourceNotFoundException") throw error;
      await createIfAbsent("CreateLogGroup", { logGroupName: options.group });
      await createIfAbsent("CreateLogStream", names);
    });
    created = true;
  };
  const put = async (entries: readonly Entry[]) => {
    try {
      if (!created) await createStream();
      for (let start = 0; start < entries.length; start += LARGEST_BATCH) {
        await call("PutLogEvents", {
          logGroupName: options.group,
          logStreamName: options.stream,
          logEvents: entries.slice(start, start + LARGEST_BATCH),
        });
      }
    } catch (error) {
      runtime.log.warn("a function's log could not be written", { group: options.group, error });
    }
  };
  const flush = async () => {
    armed = false;
    const entries = buffered;
    buffered = [];
    if (entries.length > 0) writing = writing.then(() => put(entries));
    await writing;
  };

  return {
    write(text) {
      if (!runtime.aws.supports("logs", "PutLogEvents")) return;
      buffered.push({ timestamp: runtime.clock.now(), message: text });
      if (armed) return;
      armed = true;
      runtime.clock.after(FLUSH_DELAY_MS, () => void flush());
    },
    flush,
  };
}
