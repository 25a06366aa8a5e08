import { describe, expect, it } from "vitest";
import { createGroupCommit } from "../../../../runtime/storage/group-commit.ts";

/** Commits into a list of transactions, until told to fail. */
function recordedCommits() {
  const transactions: unknown[][] = [];
  const failures: Error[] = [];
  const disk = { broken: undefined as Error | undefined };
  const commit = (statements: readonly (() => unknown)[]) => {
    const rows = statements.map((statement) => statement());
    transactions.push(rows);
    if (disk.broken !== undefined) throw disk.broken;
  };
  const commits = createGroupCommit({ commit }, (error) => failures.push(error));
  return { commits, transactions, failures, disk };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("createGroupCommit", () => {
  it("writes what comes in one turn in one transaction, and calls back in order after it", async () => {
    const { commits, transactions } = recordedCommits();
    const order: unknown[] = [];
    commits.write(() => "a");
    commits.afterCommit(() => order.push(["first", transactions.length]));
    commits.write(() => "b");
    commits.afterCommit(() => order.push(["second", transactions.length]));
    expect(transactions).toEqual([]);
    await nextTurn();
    expect(transactions).toEqual([["a", "b"]]);
    expect(order).toEqual([
      ["first", 1],
      ["second", 1],
    ]);
  });

  it("lets wait for what is written, and for nothing else", async () => {
    const { commits, transactions } = recordedCommits();
    await commits.committed();
    expect(transactions).toEqual([]);
    commits.write(() => "a");
    await commits.committed();
    expect(transactions).toEqual([["a"]]);
  });

  it("commits at once when it is flushed, and what callbacks write, too", () => {
    const { commits, transactions } = recordedCommits();
    commits.afterCommit(() => commits.write(() => "b"));
    commits.write(() => "a");
    commits.flush();
    expect(transactions).toEqual([["a"], ["b"]]);
  });

  it("lets nobody wait for what is written lazily, which goes ahead of what is written next", async () => {
    const { commits, transactions } = recordedCommits();
    commits.writeLazily(() => "lazy");
    await commits.committed();
    expect(transactions).toEqual([]);
    commits.write(() => "a");
    commits.writeLazily(() => "lazy, too");
    await commits.committed();
    expect(transactions).toEqual([["lazy", "lazy, too", "a"]]);
  });

  it("writes what is written lazily by itself when nothing else comes", async () => {
    const { commits, transactions } = recordedCommits();
    commits.writeLazily(() => "lazy");
    await expect.poll(() => transactions).toEqual([["lazy"]]);
    commits.writeLazily(() => "at the end");
    commits.flush();
    expect(transactions).toEqual([["lazy"], ["at the end"]]);
  });
});

describe("a commit that fails", () => {
  it.each(["in its turn", "when it is flushed"])(
    "%s is final, told once, and never tried again",
    async (way) => {
      const { commits, transactions, failures, disk } = recordedCommits();
      const acted: string[] = [];
      disk.broken = new Error("EIO");
      commits.write(() => "a");
      commits.afterCommit(() => acted.push("effect"));
      const waiting = commits.committed();
      if (way === "when it is flushed") commits.flush();
      await expect(waiting).rejects.toMatchObject({ name: "StorageFailedError", cause: { message: "EIO" } });
      disk.broken = undefined;
      expect(() => commits.write(() => "b")).toThrow("nothing after it is acknowledged");
      commits.afterCommit(() => acted.push("effect"));
      commits.flush();
      await nextTurn();
      await expect(commits.committed()).rejects.toMatchObject({ name: "StorageFailedError" });
      expect({ failures: failures.length, transactions, acted }).toEqual({
        failures: 1,
        transactions: [["a"]],
        acted: [],
      });
    },
  );
});
