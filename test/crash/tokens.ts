import { SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { Problem } from "./check-history.ts";
import { isRefusal } from "./planned-execution.ts";
import type { AskedToken } from "./victim.ts";

/** The task tokens of a campaign and their answers. */
export interface TokenDesk {
  /** A task asks. A task whose answer was accepted must not ask again. */
  asked(asked: AskedToken): void;
  /** Answers what is open; what the service does not live to acknowledge stays open. */
  answerOpen(sfn: SFNClient): Promise<void>;
  readonly problems: readonly Problem[];
}

interface Waiting {
  readonly token: string;
  state: "open" | "answering" | "accepted" | "gone";
}

const NEVER_ANSWERED = /^deadline-/;

export function createTokenDesk(): TokenDesk {
  const tokens = new Map<string, Waiting>();
  const problems: Problem[] = [];

  const answer = async (sfn: SFNClient, name: string, waiting: Waiting) => {
    waiting.state = "answering";
    const output = JSON.stringify({ answer: `answered ${name}` });
    try {
      await sfn.send(new SendTaskSuccessCommand({ taskToken: waiting.token, output }));
      waiting.state = "accepted";
    } catch (error) {
      waiting.state = "open";
      if (!isRefusal(error)) return;
      waiting.state = "gone";
      // An answer that was on disk but not acknowledged: the execution's output tells whether it was ours.
      if (error.name !== "TaskTimedOut") problems.push({ kind: "lost", text: `${name}: ${error}` });
    }
  };
  return {
    asked({ name, token }) {
      const known = tokens.get(name);
      if (known?.state === "accepted")
        problems.push({ kind: "lost", text: `${name} forgot the answer that it accepted` });
      if (known !== undefined && known.token !== token)
        problems.push({ kind: "doubled", text: `${name} has two tokens` });
      if (known === undefined && !NEVER_ANSWERED.test(name)) tokens.set(name, { token, state: "open" });
    },
    async answerOpen(sfn) {
      const open = [...tokens].filter(([, { state }]) => state === "open");
      await Promise.all(open.map(([name, waiting]) => answer(sfn, name, waiting)));
    },
    problems,
  };
}
