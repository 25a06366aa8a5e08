import { describe, expect, it } from "vitest";
import { checkQueueAddress } from "../../../../../../runtime/services/states/tasks/queue-address.ts";

const ENDPOINT = "http://repave.internal:4566";
const check = (url: unknown) => () => checkQueueAddress(url, ENDPOINT);

describe("checkQueueAddress", () => {
  it.each([
    "http://repave.internal:9999/000000000000/q",
    "http://localhost:4566/000000000000/q",
    "http://sqs.localhost/000000000000/q",
    "http://10.0.0.7:4566/000000000000/q",
    "http://[::1]:4566/000000000000/q",
    "https://sqs.eu-west-1.amazonaws.com/000000000000/q",
    "q",
    undefined,
  ])("lets %s pass", (url) => {
    expect(check(url)).not.toThrow();
  });

  it.each(["http://no-such-queue-1", "https://notamazonaws.com/1/q", "http://localhost.example/1/q"])(
    "refuses %s as the SDK would",
    (url) => {
      const { hostname } = new URL(url);
      expect(check(url)).toThrow(`Unable to execute HTTP request: ${hostname}: Name or service not known`);
    },
  );
});
