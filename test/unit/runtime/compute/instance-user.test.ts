import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createInstanceUsers } from "../../../../runtime/compute/instance-user.ts";
import { openSqliteStore } from "../../../../runtime/storage/sqlite-store.ts";

async function claims() {
  const folder = mkdtempSync(join(tmpdir(), "repave-users-"));
  const store = openSqliteStore(folder);
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return store.collection<number>("compute.users");
}

it.runIf(process.getuid?.() !== 0)("gives no users to a runtime that is not root", async () => {
  expect(createInstanceUsers(await claims(), "folder")).toBeUndefined();
});

it.runIf(process.getuid?.() === 0)(
  "gives each instance a user of its own, again after a restart",
  async () => {
    const kept = await claims();
    const users = createInstanceUsers(kept, "folder");
    const one = users?.claim("i-1");
    const other = users?.claim("i-2");
    expect(one?.uid).toBeGreaterThanOrEqual(61_184);
    expect(other?.uid).not.toBe(one?.uid);
    const again = createInstanceUsers(kept, "folder");
    expect([again?.claim("i-2"), again?.claim("i-1")]).toEqual([other, one]);
    expect([one, other]).not.toContainEqual(again?.claim("i-3"));
    again?.release("i-1");
    expect(again?.claim("i-4")).toEqual(one);
  },
);
