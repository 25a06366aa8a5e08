import pc from "picocolors";

const paints: Readonly<Record<string, (text: string) => string>> = {
  SUCCEEDED: pc.green,
  available: pc.green,
  RUNNING: pc.cyan,
  pending: pc.cyan,
  FAILED: pc.red,
  failed: pc.red,
  TIMED_OUT: pc.red,
  ABORTED: pc.yellow,
};

/** A status in AWS's own word, in the colour that people expect. */
export function paintStatus(status: string): string {
  return (paints[status] ?? String)(status);
}
