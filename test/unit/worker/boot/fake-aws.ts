import { vi } from "vitest";
import type { AwsCalls } from "../../../../worker/boot/aws-calls.ts";

/** Answers the boot program's calls by what the test says; every call that is made is kept. */
export function fakeAws(answer: (name: string, input: object) => object | Promise<object> = () => ({})) {
  const call = vi.fn(async (name: string, input: object) => answer(name, input));
  const getObject = vi.fn<AwsCalls["getObject"]>();
  const inputsOf = (name: string) =>
    call.mock.calls.filter(([called]) => called === name).map(([, input]) => input);
  return { aws: { call, getObject } as unknown as AwsCalls, getObject, inputsOf };
}
