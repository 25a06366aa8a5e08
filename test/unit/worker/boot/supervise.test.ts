import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { concealVariables, openTexts } from "../../../../worker/boot/concealment.ts";
import { type Supervision, supervise } from "../../../../worker/boot/supervise.ts";

/** Runs a real Node program under supervision. */
const run = (program: string, options: Partial<Supervision> = {}) => {
  const lines: string[] = [];
  const slept: number[] = [];
  const exitCode = supervise({
    command: [process.execPath, "-e", program],
    directory: tmpdir(),
    environment: { GREETING: "hello" },
    onLine: (line) => lines.push(line),
    concealment: openTexts,
    say: (line) => lines.push(`said: ${line}`),
    now: () => 0,
    sleep: async (delayMs) => void slept.push(delayMs),
    stop: new AbortController().signal,
    ...options,
  });
  return { exitCode, lines, slept };
};

describe("supervise", () => {
  it("starts an application that ends at once again with growing waits, then gives its exit code", async () => {
    const { exitCode, lines, slept } = run("console.log(process.env.GREETING); process.exit(7)");
    expect(await exitCode).toBe(7);
    expect(slept).toEqual([100, 300, 900]);
    expect(lines.filter((line) => line === "hello")).toHaveLength(4);
    expect(lines.at(-1)).toBe("said: the application ended with code 7; giving up");
  });

  it("conceals what an application prints while it dies, also in two writes and in its stack", async () => {
    const concealment = concealVariables({ secrets: { TOKEN: "s3cr3t-value" }, environment: {} });
    const program =
      "process.stdout.write('s3cr3t'); process.stdout.write('-value\\n'); throw new Error('s3cr3t-value')";
    const { exitCode, lines } = run(program, { concealment });
    expect(await exitCode).toBe(1);
    expect(lines).toContain("[TOKEN]");
    expect(lines).toContain("Error: [TOKEN]");
    expect(lines.join("\n")).not.toContain("s3cr3t-value");
  });

  it("gives a code other than 0 even when the application ended well, for it should not have ended", async () => {
    expect(await run("0").exitCode).toBe(1);
  });

  it("begins to count anew after a steady run", async () => {
    let timeMs = 0;
    let exits = 0;
    const stop = new AbortController();
    const { exitCode, slept } = run("0", {
      now: () => {
        timeMs += 60_000;
        return timeMs;
      },
      sleep: async (delayMs) => {
        expect(delayMs).toBe(100);
        exits += 1;
        if (exits === 5) stop.abort();
      },
      stop: stop.signal,
    });
    expect(await exitCode).toBe(0);
    expect(slept).toEqual([]);
  });

  it("passes a stop on to the application", async () => {
    const stop = new AbortController();
    const program =
      "process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); console.log('up'); setInterval(() => 0, 1000)";
    const lines: string[] = [];
    const { exitCode } = run(program, {
      stop: stop.signal,
      onLine: (line) => {
        lines.push(line);
        if (line === "up") stop.abort();
      },
    });
    expect(await exitCode).toBe(0);
    expect(lines).toEqual(["up", "bye"]);
  });

  it("tells when the program cannot be started", async () => {
    const { exitCode, lines } = run("", { command: ["no-such-program"] });
    expect(await exitCode).toBe(127);
    expect(lines[0]).toContain("said: the application cannot be started");
  });
});
