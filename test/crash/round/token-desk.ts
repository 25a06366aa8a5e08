import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import type { Problem } from "../checks/problem.ts";
import type { Call } from "../victim/messages.ts";
import type { TokenAnswer } from "../workloads/tokens.ts";
import { isRefusal } from "./planned-execution.ts";

/** The task tokens of a round and their answers. */
export interface TokenDesk {
  /** A task asks, in one of the service's lives. A task whose answer was accepted in an earlier one must not ask again. */
  asked(call: Call, life: number): void;
  /** Answers what is open; what the service does not live to acknowledge stays open. */
  answerOpen(sfn: SFNClient, life: number): Promise<void>;
  /** Heartbeats of those that live by them. */
  beat(sfn: SFNClient): Promise<void>;
  readonly problems: readonly Problem[];
}

interface Waiting {
  readonly key: string;
  readonly token: string;
  readonly answer: TokenAnswer;
  beats: number;
  state: "open" | "answering" | "gone";
  acceptedInLife?: number;
}

const BEATS_BEFORE_ANSWER = 3;

export function createTokenDesk(): TokenDesk {
  const tokens = new Map<string, Waiting>();
  const problems: Problem[] = [];
  const open = () => [...tokens.values()].filter(({ state }) => state === "open");

  const send = async (sfn: SFNClient, waiting: Waiting, life: number) => {
    waiting.state = "answering";
    try {
      if (waiting.answer === "failure") await sfn.send(failureOf(waiting));
      else await sfn.send(successOf(waiting));
      waiting.state = "gone";
      waiting.acceptedInLife = life;
    } catch (error) {
      waiting.state = isRefusal(error) ? "gone" : "open";
      // An answer that was on disk but not acknowledged: the execution's output tells whether it was ours.
      if (isRefusal(error) && error.name !== "TaskTimedOut")
        problems.push({ kind: "lost", text: `${waiting.key}: ${error}` });
    }
  };
  const beatOnce = async (sfn: SFNClient, waiting: Waiting) => {
    try {
      await sfn.send(new SendTaskHeartbeatCommand({ taskToken: waiting.token }));
      waiting.beats += 1;
    } catch (error) {
      if (isRefusal(error) && waiting.state === "open" && error.name !== "TaskTimedOut")
        problems.push({ kind: "lost", text: `heartbeat of ${waiting.key}: ${error}` });
    }
  };
  return {
    asked({ functionName, payload }, life) {
      if (functionName !== "ask" || payload === null) return;
      const { key, token, answer } = payload as unknown as Waiting;
      const known = tokens.get(key);
      if (known === undefined) tokens.set(key, { key, token, answer, beats: 0, state: "open" });
      else if (known.token !== token) problems.push({ kind: "doubled", text: `${key} has two tokens` });
      else if (known.acceptedInLife !== undefined && known.acceptedInLife < life)
        problems.push({ kind: "lost", text: `${key} forgot the answer that it accepted` });
    },
    async answerOpen(sfn, life) {
      const ready = open().filter(
        ({ answer, beats }) =>
          answer !== "never" && (answer !== "heartbeats" || beats >= BEATS_BEFORE_ANSWER),
      );
      await Promise.all(ready.map((waiting) => send(sfn, waiting, life)));
    },
    async beat(sfn) {
      const beating = open().filter(({ answer }) => answer === "heartbeats");
      await Promise.all(beating.map((waiting) => beatOnce(sfn, waiting)));
    },
    problems,
  };
}

function successOf({ token, key }: Waiting): SendTaskSuccessCommand {
  return new SendTaskSuccessCommand({
    taskToken: token,
    output: JSON.stringify({ answer: `answered ${key}` }),
  });
}

function failureOf({ token, key }: Waiting): SendTaskFailureCommand {
  return new SendTaskFailureCommand({ taskToken: token, error: "Refused", cause: `refused ${key}` });
}
