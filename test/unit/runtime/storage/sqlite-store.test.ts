import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makePrivateFile } from "../../../../runtime/storage/private-files.ts";
import { openSqliteStore } from "../../../../runtime/storage/sqlite-store.ts";
import { StorageLockedError } from "../../../../runtime/storage/storage-errors.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("collections", () => {
  it("keep what was put over a close and an open, in the order of keys", async () => {
    const store = openSqliteStore(folder);
    const names = store.collection<{ n: number }>("names");
    names.put("b", { n: 2 });
    names.put("a/1", { n: 1 });
    names.put("a/0", { n: 0 });
    names.put("c", { n: 3 });
    names.delete("c");
    await store.close();
    const again = openSqliteStore(folder);
    const read = again.collection<{ n: number }>("names");
    expect([...read.entries()]).toEqual([
      ["a/0", { n: 0 }],
      ["a/1", { n: 1 }],
      ["b", { n: 2 }],
    ]);
    expect([...read.values("a/")]).toEqual([{ n: 0 }, { n: 1 }]);
    expect(again.collection("others").size).toBe(0);
    await again.close();
  });

  it("are on disk once committed() resolves, even if the process is killed", async () => {
    const script = `
      import { openSqliteStore } from "${path.resolve("runtime/storage/sqlite-store.ts")}";
      const store = openSqliteStore(${JSON.stringify(folder)});
      store.collection("kept").put("key", "value");
      await store.committed();
      store.collection("kept").put("lost", "value");
      process.kill(process.pid, "SIGKILL");
    `;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    expect(run.signal).toBe("SIGKILL");
    const store = openSqliteStore(folder);
    expect([...store.collection("kept").entries()]).toEqual([["key", "value"]]);
    await store.close();
  });
});

describe("the folder", () => {
  const openElsewhere = () => {
    const script = `
      import { openSqliteStore } from "${path.resolve("runtime/storage/sqlite-store.ts")}";
      try { openSqliteStore(${JSON.stringify(folder)}); } catch (error) { console.log(error.name); }
    `;
    return spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    }).stdout.trim();
  };

  it("is refused while another process has it", async () => {
    const store = openSqliteStore(folder);
    expect(openElsewhere()).toBe(StorageLockedError.name);
    await store.close();
    expect(openElsewhere()).toBe("");
  });

  it("stays refused when its owner makes the file private once more", async () => {
    const store = openSqliteStore(folder);
    makePrivateFile(path.join(folder, "runtime.db"));
    expect(openElsewhere()).toBe(StorageLockedError.name);
    await store.close();
  });

  it("is refused a second time by the process that has it", async () => {
    const store = openSqliteStore(folder);
    expect(() => openSqliteStore(folder)).toThrow(StorageLockedError);
    expect(openElsewhere()).toBe(StorageLockedError.name);
    await store.close();
  });
});
