import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";

/**
 * `npm run crash -- --kills N --seed S`: kills the service again and again under work and checks what is left. The last line
 * is `{"kills","executions","lost","doubled"}`; the exit code 1 when anything is lost, doubled or other than without a kill.
 */
const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const dataDir = mkdtempSync(path.join(tmpdir(), "repave-crash-"));
const { kills, executions, problems } = await runCampaign({
  dataDir,
  kills: wholeNumber("kills", values.kills),
  seed: wholeNumber("seed", values.seed),
  onKill(kill, started) {
    if (kill % 50 === 0) process.stderr.write(`${kill} kills, ${started} executions\n`);
  },
});
for (const { kind, text } of problems) process.stderr.write(`${kind}: ${text}\n`);
if (problems.length === 0) rmSync(dataDir, { recursive: true, force: true });
else process.stderr.write(`The state is in ${dataDir}\n`);
const count = (wanted: string) => problems.filter(({ kind }) => kind === wanted).length;
process.stdout.write(
  `${JSON.stringify({ kills, executions, lost: count("lost"), doubled: count("doubled") })}\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

function wholeNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  process.stderr.write(`--${name} takes a whole number; it was given "${text}"\n`);
  process.exit(2);
}
