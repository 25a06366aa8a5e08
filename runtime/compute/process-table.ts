import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readSync } from "node:fs";

/** What identifies a process beyond its reusable id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the units of the platform's process table: only good for comparison. */
  readonly startTime: string;
}

interface ProcessRow extends ProcessIdentity {
  readonly parentPid: number;
  readonly sessionId: number;
}

/**
 * Every process of the machine: from `/proc` on Linux, from `ps` elsewhere. Processes that end while the table is
 * read are left out.
 */
export function listProcesses(): readonly ProcessRow[] {
  if (process.platform !== "linux") return listProcessesByPs();
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? readRow(Number(name)) : []));
}

/** The identity of one live process; undefined when there is none. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const rows =
    process.platform === "linux" ? readRow(pid) : listProcessesByPs().filter((row) => row.pid === pid);
  const row = rows[0];
  return row === undefined ? undefined : { pid: row.pid, startTime: row.startTime };
}

/** The processes that belong to the sessions that `leaderPids` lead, or descend from them. */
export function membersOf(leaderPids: ReadonlySet<number>, rows = listProcesses()): readonly number[] {
  const members = new Set(rows.filter((row) => leaderPids.has(row.sessionId)).map((row) => row.pid));
  for (const pid of leaderPids) if (rows.some((row) => row.pid === pid)) members.add(pid);
  for (let size = -1; size !== members.size; ) {
    size = members.size;
    for (const row of rows) if (members.has(row.parentPid)) members.add(row.pid);
  }
  return [...members];
}

/** Long enough for the line of any process; one buffer, since a table has hundreds of lines. */
const line = Buffer.alloc(4096);

/** Fields 4 (parent), 6 (session) and 22 (start time) of `/proc/<pid>/stat`; the name before may hold anything. */
function readRow(pid: number): readonly ProcessRow[] {
  try {
    const stat = readLine(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return [];
    return [{ pid, parentPid: Number(fields[1]), sessionId: Number(fields[3]), startTime: fields[19] ?? "" }];
  } catch {
    return []; // the process is gone: that is the answer
  }
}

/** One read is all that such a file takes: half of the calls of `readFileSync`. */
function readLine(path: string): string {
  const file = openSync(path, "r");
  try {
    return line.toString("latin1", 0, readSync(file, line, 0, line.length, null));
  } finally {
    closeSync(file);
  }
}

function listProcessesByPs(): readonly ProcessRow[] {
  const text = execFileSync("ps", ["-axo", "pid=,ppid=,sess=,pgid=,lstart="], { encoding: "utf8" });
  return text.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(.+?)\s*$/.exec(line);
    if (match === null) return [];
    // macOS shows sessions as 0; a detached process leads its group as well as its session.
    return [
      {
        pid: Number(match[1]),
        parentPid: Number(match[2]),
        sessionId: Number(match[4]),
        startTime: match[5] ?? "",
      },
    ];
  });
}
