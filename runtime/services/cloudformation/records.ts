import type { Caller } from "../../kernel/caller.ts";
import type { Attributes } from "./resource-types/resource-type.ts";
import type { Tag } from "./resource-types/tags.ts";
import type { StackParameter } from "./template/parameter-values.ts";
import type { RemovalPolicy } from "./template/template.ts";

/** A stack as it is kept. Everything a deployment needs is here, so that one cut off by a crash goes on. */
export interface StackRecord {
  readonly stackId: string;
  readonly name: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly description?: string;
  /** The template in force; while a deployment runs, the one being deployed. */
  readonly templateBody: string;
  readonly parameters: readonly StackParameter[];
  readonly outputs: readonly StackOutput[];
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly disableRollback: boolean;
  readonly terminationProtection: boolean;
  readonly creationTimeMs: number;
  readonly lastUpdatedTimeMs?: number;
  readonly deletionTimeMs?: number;
  readonly deployment?: Deployment;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** What is under way for a stack. */
export interface Deployment {
  readonly kind: "create" | "update" | "delete";
  readonly phase: "forward" | "cleanup" | "rollback";
  /** The identity that every call to another service is made with. */
  readonly caller: Caller;
  readonly clientRequestToken?: string;
  /** What a failed update goes back to. */
  readonly before?: StackSnapshot;
}

/** A stack's definition and resources before an update. */
export interface StackSnapshot {
  readonly templateBody: string;
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly description?: string;
  readonly resources: readonly ResourceRecord[];
}

/** A resource of a stack: as it is, or as it is being made (`physicalId` absent). */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly attributes: Attributes;
  /** The resolved properties that the physical resource was made from. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Set while the resource is being made, and after an attempt that may have made a part of it. */
  readonly attempted?: boolean;
  /** What an update that has not succeeded was bringing the physical resource to. */
  readonly pendingProperties?: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly statusReason?: string;
  readonly timestampMs: number;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: RemovalPolicy;
  /** Physical resources that replacements left; removed when the deployment has succeeded. */
  readonly replaced: readonly ReplacedResource[];
}

export interface ReplacedResource {
  readonly type: string;
  readonly physicalId: string;
  readonly attributes: Attributes;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly retain: boolean;
}

/** One line of a stack's history. */
export interface StackEventRecord {
  readonly eventId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly timestampMs: number;
  readonly clientRequestToken?: string;
}

/** What a deployment is asked to deploy, read and checked. */
export interface CheckedDefinition {
  readonly templateBody: string;
  readonly parameters: readonly StackParameter[];
  readonly description?: string;
}

/** A deployment that has been looked at and not yet begun. */
export interface ChangeSetRecord {
  readonly changeSetId: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: "CREATE" | "UPDATE";
  readonly status: "CREATE_COMPLETE" | "FAILED";
  readonly statusReason?: string;
  readonly executionStatus: "AVAILABLE" | "UNAVAILABLE";
  readonly description?: string;
  readonly definition: CheckedDefinition;
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly changes: readonly PlannedChange[];
  readonly creationTimeMs: number;
}

/** What would become of one resource. */
export interface PlannedChange {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement?: "True" | "False";
}
