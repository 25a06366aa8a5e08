import { ServerResponse } from "node:http";
import { type DeathWatch, die } from "./death.ts";

type End = (this: ServerResponse, body?: unknown, ...rest: unknown[]) => ServerResponse;

/** Has the process die before an answer, in the middle of one, or when one is on its way. */
export function breakAnswers(watch: DeathWatch): void {
  const end = ServerResponse.prototype.end as End;
  ServerResponse.prototype.end = function breaking(this: ServerResponse, body?: unknown, ...rest: unknown[]) {
    watch.pass("before-answer");
    if (watch.isDue("half-answer")) {
      const text = Buffer.from(body === undefined ? "" : (body as string | Uint8Array));
      this.write(text.subarray(0, Math.ceil(text.length / 2)), die);
      return this;
    }
    this.once("finish", () => watch.pass("after-answer"));
    return end.call(this, body, ...rest);
  } as End;
}
