import type { CampaignProgress } from "../campaign.ts";

/** Tells how far a campaign is: one line that changes on a terminal, a line every 100 kills elsewhere. */
export interface Progress {
  show(progress: CampaignProgress): void;
  /** Writes something else in between. */
  tell(text: string): void;
  end(): void;
}

interface ProgressOptions {
  readonly kills: number;
  readonly stream: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly nowMs?: () => number;
}

const PLAIN_EVERY = 100;
const CLEAR_LINE = "\r\u001b[K";

export function createProgress({
  kills,
  stream,
  nowMs = () => performance.now(),
}: ProgressOptions): Progress {
  const startMs = nowMs();
  const isTerminal = stream.isTTY === true;
  return {
    show(progress) {
      if (!isTerminal && progress.kills % PLAIN_EVERY !== 0 && progress.kills !== kills) return;
      const text = progressText(progress, { kills, tookMs: nowMs() - startMs });
      stream.write(isTerminal ? `${CLEAR_LINE}${text}` : `${text}\n`);
    },
    tell: (text) => void stream.write(isTerminal ? `${CLEAR_LINE}${text}` : text),
    end: () => void (isTerminal && stream.write("\n")),
  };
}

/** `150 of 2000 kills, 341 executions, 7.2 kills/s, 4 min 17 s left` */
export function progressText(
  { kills, executions, problems }: CampaignProgress,
  total: { readonly kills: number; readonly tookMs: number },
): string {
  const rate = kills / (total.tookMs / 1000);
  const parts = [
    `${kills} of ${total.kills} kills`,
    `${executions} executions`,
    `${rate.toFixed(1)} kills/s`,
    `${durationText((total.kills - kills) / rate)} left`,
  ];
  return [...parts, ...(problems === 0 ? [] : [`${problems} problems`])].join(", ");
}

function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
