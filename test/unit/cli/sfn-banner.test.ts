import { expect, it } from "vitest";
import { sfnBanner } from "../../../cli/sfn/banner.ts";

const start = { version: "1.2.3", endpoint: "http://127.0.0.1:8083", region: "us-east-1" };

it("says where it listens, where its state is, and how to point a client at it", () => {
  const banner = sfnBanner({ ...start, dataDir: ".repave-sfn" });
  expect(banner).toContain("http://127.0.0.1:8083");
  expect(banner).toContain('eval "$(npx repave env --data-dir .repave-sfn)"');
  expect(banner).toContain("npx repave reset --data-dir .repave-sfn");
});

it("quotes a folder that the shell would split", () => {
  const banner = sfnBanner({ ...start, dataDir: "my state's" });
  expect(banner).toContain("--data-dir 'my state'\\''s'");
});
