import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitOf } from "../../../cli/release/commit-of.ts";

const repository = mkdtempSync(join(tmpdir(), "repave-commit-"));
const application = join(repository, "application");
const identity = ["-c", "user.name=me", "-c", "user.email=me@example.com"];
const git = (...words: readonly string[]) =>
  execFileSync("git", ["-C", repository, ...identity, ...words], { encoding: "utf8" }).trim();

describe("the commit of an application's folder", () => {
  it("is the repository's, while the folder is as committed", async () => {
    mkdirSync(application);
    writeFileSync(join(application, "server.js"), "1");
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "first");
    writeFileSync(join(repository, "beside"), "not committed");
    expect(await commitOf(application)).toBe(git("rev-parse", "HEAD"));
  });

  it("is none when something in it is not committed", async () => {
    writeFileSync(join(application, "server.js"), "2");
    expect(await commitOf(application)).toBeUndefined();
  });

  it("is none outside a repository", async () => {
    expect(await commitOf(mkdtempSync(join(tmpdir(), "repave-none-")))).toBeUndefined();
  });
});
