/** A role with its trust policy, its inline policies by name, and the ARNs of attached managed policies. */
export interface RoleState {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdMs: number;
  readonly trustPolicy: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly permissionsBoundary?: string;
  readonly inlinePolicies: Readonly<Record<string, string>>;
  readonly attachedPolicies: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface InstanceProfileState {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdMs: number;
  /** At most one role, as on AWS. */
  readonly roleName?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface PolicyVersionState {
  /** `v1`, `v2` … */
  readonly id: string;
  readonly document: string;
  readonly createdMs: number;
}

/** A managed policy: the customer's own, or one of AWS's. */
export interface PolicyState {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly description?: string;
  readonly defaultVersion: string;
  /** The number of the newest version there ever was. */
  readonly lastVersion: number;
  readonly versions: readonly PolicyVersionState[];
  readonly tags: Readonly<Record<string, string>>;
}
