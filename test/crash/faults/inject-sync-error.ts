import { spawnSync } from "node:child_process";

export interface SyncError {
  /** Whose n-th sync fails with EIO. */
  readonly file: string;
  readonly atSync: number;
  /** Where all syncs of the file are written down. */
  readonly trace: string;
}

/** What to run a process under so that the system itself reports that a sync failed. */
export function injectSyncError({ file, atSync, trace }: SyncError): string[] {
  const calls = ["-e", "trace=fsync,fdatasync", "-e", `inject=fsync,fdatasync:error=EIO:when=${atSync}`];
  return ["strace", "-f", "-qq", "-o", trace, "-P", file, ...calls];
}

/** Whether `strace` is there and may trace: it is the nearest to a failing disk that needs no root. */
export const canInjectErrors = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;
