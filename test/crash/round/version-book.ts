import {
  DescribeStateMachineCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  type SFNClient,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import type { Problem } from "../checks/problem.ts";
import { chain, machineArn } from "../workloads/workload.ts";
import { isRefusal } from "./planned-execution.ts";

export const VERSIONED_MACHINE = "versioned";

/** The versions of a state machine that is changed and published again and again. */
export interface VersionBook {
  /** Changes the state machine and publishes that, if the service lives to. */
  publish(sfn: SFNClient): Promise<void>;
  /** Whether every version that was acknowledged is there, as it was published. */
  check(sfn: SFNClient): Promise<Problem[]>;
}

export function definitionOfRevision(revision: number): string {
  return JSON.stringify(chain({ Only: { Type: "Pass", Result: revision } }));
}

export function createVersionBook(): VersionBook {
  const stateMachineArn = machineArn(VERSIONED_MACHINE);
  const published = new Map<string, number>();
  const problems: Problem[] = [];
  let revision = 0;
  return {
    async publish(sfn) {
      const mine = ++revision;
      try {
        await sfn.send(
          new UpdateStateMachineCommand({ stateMachineArn, definition: definitionOfRevision(mine) }),
        );
        const { stateMachineVersionArn = "" } = await sfn.send(
          new PublishStateMachineVersionCommand({ stateMachineArn }),
        );
        if (published.has(stateMachineVersionArn))
          problems.push({ kind: "doubled", text: `${stateMachineVersionArn} was published twice` });
        published.set(stateMachineVersionArn, mine);
      } catch (error) {
        if (isRefusal(error)) problems.push({ kind: "different", text: `a version: ${error}` });
      }
    },
    async check(sfn) {
      const listed = await listVersions(sfn, stateMachineArn);
      for (const [arn, mine] of published) {
        if (!listed.has(arn)) problems.push({ kind: "lost", text: `${arn} is not listed` });
        const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
        if (definition !== definitionOfRevision(mine))
          problems.push({ kind: "different", text: `${arn} is not what was published` });
      }
      return problems;
    },
  };
}

async function listVersions(sfn: SFNClient, stateMachineArn: string): Promise<Set<string>> {
  const listed = new Set<string>();
  let nextToken: string | undefined;
  do {
    const command = new ListStateMachineVersionsCommand({ stateMachineArn, maxResults: 1000, nextToken });
    const page = await sfn.send(command);
    for (const { stateMachineVersionArn = "" } of page.stateMachineVersions ?? [])
      listed.add(stateMachineVersionArn);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return listed;
}
