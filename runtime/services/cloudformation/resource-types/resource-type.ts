/** What a resource type does with a property's value: `true` takes it whole, a record names the members it knows. */
export type PropertyShape = { readonly [property: string]: true | PropertyShape };

/** Attributes that `Fn::GetAtt` gives, by name. */
export type Attributes = Readonly<Record<string, string>>;

/** A resource as it exists: its physical id (what `Ref` gives, see `reference`) and attributes. */
export interface Physical {
  readonly physicalId: string;
  readonly attributes: Attributes;
}

/** What a resource type's handlers may use. Calls are made as the caller that deploys the stack. */
export interface ResourceContext {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Whether an earlier attempt, cut off by a crash, may already have created the resource. */
  readonly resumed: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the output's type is named by the call, as with the SDK's own send().
  call<Output = any>(service: string, operation: string, input: object): Promise<Output>;
  /** `stack-logicalid-xxxxxxxxxxxx`, the same for every attempt. */
  generatedName(longest: number): string;
  /** Asks again and again until `condition` holds; fails after a minute. */
  waitUntil(condition: () => Promise<boolean>, what: string): Promise<void>;
}

/** A change of a resource in place. */
export interface Change<Properties> extends Physical {
  readonly properties: Properties;
  readonly previous: Properties;
}

/**
 * How resources of one CloudFormation type are made from their resolved properties, in AWS's own calls. Handlers are
 * idempotent: `create` adopts what an attempt before a crash made (`context.resumed`), `remove` accepts what is gone.
 */
export interface ResourceType<Properties> {
  /** Every property that is emulated. Another one in a template is refused by name. */
  readonly properties: PropertyShape;
  readonly required: readonly string[];
  /** A change of one of these makes a new resource; the old one goes when the deployment has succeeded. */
  readonly replacement: readonly string[];
  /** Names that `Fn::GetAtt` may ask for. */
  readonly attributes: readonly string[];
  /** How the stack's tags are put into `Tags`; absent when the type has none. */
  readonly tags?: "list" | "map" | "propagated";
  create(properties: Properties, context: ResourceContext): Promise<Physical>;
  update(change: Change<Properties>, context: ResourceContext): Promise<Physical>;
  remove(resource: Physical & { readonly properties: Properties }, context: ResourceContext): Promise<void>;
}

/** The table's view of a resource type: its handlers take whatever the template's checked properties resolve to. */
// biome-ignore lint/suspicious/noExplicitAny: the table mixes types with properties of many shapes; each is typed where it is written.
export type AnyResourceType = ResourceType<any>;
