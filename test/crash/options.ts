import path from "node:path";
import { parseArgs } from "node:util";

/** What `npm run crash` was asked for. */
export interface CommandOptions {
  readonly kills: number;
  readonly seed: number;
  readonly round?: number;
  readonly lanes: number;
  readonly cases: number;
  readonly suite: string;
  readonly folder?: string;
  readonly help: boolean;
}

/** An option that is none, or has no such value; its message is for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const HELP = `npm run crash -- [options]

Kills Step Functions under work again and again, at chosen points of its own work and at any moment, starts it again
on its folder, and compares every execution with one that was never disturbed.

  --kills N    how often to kill (200)
  --seed S     the plan of the campaign (1): the same seed draws the same plan
  --round R    only this round of the plan, 25 kills: to have a failure again
  --lanes L    rounds that run side by side (2)
  --cases N    how many recorded cases to run besides, where their folder is there (120)
  --suite DIR  that folder (../shared/conformance)
  --folder DIR where the services keep their folders (/dev/shm, or the folder for temporary files)
  --help       this text

The last line is {"kills","executions","lost","doubled"}. The exit code is 0 when every execution came out as without
kills, 1 when any did not, 2 for options that are none, 130 after Ctrl-C; the line then counts the finished rounds.
`;

const SUITE = path.resolve(import.meta.dirname, "../../../shared/conformance");

/** Reads the words of the command line; throws `UsageError`. */
export function readOptions(words: readonly string[]): CommandOptions {
  const { kills, seed, round, lanes, cases, suite, folder, help } = parse(words);
  return {
    kills: wholeNumber("kills", kills),
    seed: wholeNumber("seed", seed),
    ...(round === undefined ? {} : { round: wholeNumber("round", round) }),
    lanes: wholeNumber("lanes", lanes, 1),
    cases: wholeNumber("cases", cases),
    suite,
    ...(folder === undefined ? {} : { folder }),
    help,
  };
}

function parse(words: readonly string[]) {
  const whole = (value: string) => ({ type: "string", default: value }) as const;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        kills: whole("200"),
        seed: whole("1"),
        round: { type: "string" },
        lanes: whole("2"),
        cases: whole("120"),
        suite: whole(SUITE),
        folder: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function wholeNumber(name: string, text: string, least = 0): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new UsageError(`--${name} takes a whole number from ${least} on; it was given "${text}"`);
}
