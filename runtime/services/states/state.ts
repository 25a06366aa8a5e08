import type {
  EncryptionConfiguration,
  LoggingConfiguration,
  TracingConfiguration,
} from "@aws-sdk/client-sfn";
import type { Collection, Store } from "../../storage/store.ts";
import type { MapRuns } from "./map-run/map-run-state.ts";

/** A state machine, or one published version of it. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly definition: string;
  readonly roleArn: string;
  readonly createdMs: number;
  /** Absent until the first update. */
  readonly revisionId?: string;
  readonly updatedMs?: number;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: TracingConfiguration;
  readonly encryptionConfiguration?: EncryptionConfiguration;
  readonly tags: Readonly<Record<string, string>>;
  /** The number of the version published last; numbers are never used again. */
  readonly lastVersion: number;
}

/** A published version: a state machine as it was then. */
export interface StateMachineVersion extends StateMachine {
  readonly versionArn: string;
  readonly version: number;
  readonly description?: string;
  readonly publishedMs: number;
}

export interface Alias {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly description?: string;
  readonly routing: readonly { readonly versionArn: string; readonly weight: number }[];
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly createdMs: number;
  readonly encryptionConfiguration?: EncryptionConfiguration;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the service keeps besides executions. Keys are ARNs. */
export interface StatesState {
  readonly machines: Collection<StateMachine>;
  readonly versions: Collection<StateMachineVersion>;
  readonly aliases: Collection<Alias>;
  readonly activities: Collection<Activity>;
  readonly mapRuns: MapRuns;
}

export function openStatesState(store: Store): StatesState {
  return {
    machines: store.collection("states.machines"),
    versions: store.collection("states.versions"),
    aliases: store.collection("states.aliases"),
    activities: store.collection("states.activities"),
    mapRuns: store.collection("states.mapRuns"),
  };
}
