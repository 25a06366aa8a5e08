import { describe, expect, it } from "vitest";
import type { CommitTarget } from "../../../../runtime/storage/database-file.ts";
import { createGroupCommit } from "../../../../runtime/storage/group-commit.ts";

/** A target that records what it is told; each sync ends when the test says so. */
function recordedTarget(fault: { readonly commit?: Error; readonly syncNow?: Error } = {}) {
  const log: string[] = [];
  const syncs: ((error: Error | null) => void)[] = [];
  const target: CommitTarget = {
    commit(statements) {
      if (fault.commit !== undefined) throw fault.commit;
      for (const statement of statements) log.push(String(statement()));
      log.push("COMMIT");
    },
    sync(callback) {
      log.push("sync");
      syncs.push(callback);
    },
    syncNow() {
      if (fault.syncNow !== undefined) throw fault.syncNow;
      log.push("sync now");
    },
  };
  const failures: Error[] = [];
  const commits = createGroupCommit(target, (error) => failures.push(error));
  return { commits, log, failures, endSync: (error: Error | null = null) => syncs.shift()?.(error) };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("createGroupCommit", () => {
  it("writes what comes in one turn in one transaction, and calls back in order after its sync", async () => {
    const { commits, log, endSync } = recordedTarget();
    commits.write(() => "a");
    commits.afterCommit(() => log.push("first"));
    commits.write(() => "b");
    commits.afterCommit(() => log.push("second"));
    await nextTurn();
    expect(log).toEqual(["a", "b", "COMMIT", "sync"]);
    endSync();
    expect(log.slice(4)).toEqual(["first", "second"]);
  });

  it("gathers what comes during a sync for the next transaction", async () => {
    const { commits, log, endSync } = recordedTarget();
    commits.write(() => "a");
    await nextTurn();
    commits.write(() => "b");
    await nextTurn();
    commits.write(() => "c");
    await nextTurn();
    expect(log).toEqual(["a", "COMMIT", "sync"]);
    endSync();
    await nextTurn();
    expect(log.slice(3)).toEqual(["b", "c", "COMMIT", "sync"]);
  });

  it("lets a reader wait for what is on its way, and for nothing else", async () => {
    const { commits, endSync } = recordedTarget();
    await commits.committed();
    commits.write(() => "a");
    await nextTurn();
    let safe = false;
    const waiting = commits.committed().then(() => {
      safe = true;
    });
    await nextTurn();
    expect(safe).toBe(false);
    endSync();
    await waiting;
  });

  it("commits at once when it is flushed, and what is written by callbacks too", async () => {
    const { commits, log, endSync } = recordedTarget();
    commits.write(() => "a");
    await nextTurn();
    commits.afterCommit(() => commits.write(() => "c"));
    commits.write(() => "b");
    commits.flush();
    expect(log).toEqual([
      "a",
      "COMMIT",
      "sync",
      "sync now",
      "b",
      "COMMIT",
      "sync now",
      "c",
      "COMMIT",
      "sync now",
    ]);
    endSync();
    await nextTurn();
    expect(log).toHaveLength(10);
  });
});

describe("a commit that fails", () => {
  const ways = {
    "when it is written": async ({ commits }: ReturnType<typeof recordedTarget>) => {
      commits.write(() => "a");
    },
    "when it is synced": async ({ commits, endSync }: ReturnType<typeof recordedTarget>) => {
      commits.write(() => "a");
      await nextTurn();
      setImmediate(() => endSync(new Error("EIO")));
    },
    "when it is flushed": async ({ commits }: ReturnType<typeof recordedTarget>) => {
      commits.write(() => "a");
      setImmediate(() => commits.flush());
    },
  };
  it.each(Object.entries(ways))("%s is final, told once, and never tried again", async (way, provoke) => {
    const fault = way === "when it is synced" ? {} : { commit: new Error("EIO"), syncNow: new Error("EIO") };
    const recorded = recordedTarget(fault);
    const { commits, log, failures } = recorded;
    await provoke(recorded);
    commits.afterCommit(() => log.push("effect"));
    await expect(commits.committed()).rejects.toMatchObject({
      name: "StorageFailedError",
      cause: { message: "EIO" },
    });
    const before = [...log];
    expect(() => commits.write(() => "b")).toThrow("nothing after it is acknowledged");
    commits.afterCommit(() => log.push("effect"));
    commits.flush();
    await nextTurn();
    await expect(commits.committed()).rejects.toMatchObject({ name: "StorageFailedError" });
    expect({ failures: failures.length, log }).toEqual({ failures: 1, log: before });
    expect(log).not.toContain("effect");
  });
});
