import { sha256Hex } from "./json/digest.ts";

export type Colour = "blue" | "green";

export const colours = ["blue", "green"] as const satisfies readonly Colour[];

/** The names of everything that belongs to one application in one environment. */
export interface StackNames {
  readonly loadBalancer: string;
  /** The instances' own. */
  readonly securityGroup: string;
  readonly loadBalancerSecurityGroup: string;
  readonly logGroup: string;
  /** Role and instance profile: one a colour, so that a release never changes what the live instances may do. */
  readonly role: (colour: Colour) => string;
  readonly targetGroup: (colour: Colour) => string;
  readonly autoScalingGroup: (colour: Colour) => string;
  readonly launchTemplate: (colour: Colour) => string;
}

const longestLoadBalancingName = 32;

/**
 * The names of a stack, drawn from nothing but the application and the environment, so that the stage that builds a
 * colour and the one that puts it back agree without talking. An environment with a hyphen gets the digest of the pair
 * (`a-b` in `c` is not `a` in `b-c`). Load balancing allows 32 characters: a longer name is cut and gets a digest.
 */
export function stackNames(application: string, environment: string): StackNames {
  const joined = `${application}-${environment}`;
  const base = environment.includes("-") ? `${joined}-${digest(`${application}/${environment}`)}` : joined;
  return {
    loadBalancer: shorten(base),
    securityGroup: base,
    loadBalancerSecurityGroup: `${base}-load-balancer`,
    logGroup: `/repave/apps/${application}/${environment}`,
    role: (colour) => `repave-app-${base}-${colour}`,
    targetGroup: (colour) => shorten(`${base}-${colour}`),
    autoScalingGroup: (colour) => `${base}-${colour}`,
    launchTemplate: (colour) => `${base}-${colour}`,
  };
}

/** The half that is not live: the one a new release is built on. */
export function idleColour(live: Colour | null): Colour {
  return live === "blue" ? "green" : "blue";
}

function shorten(name: string): string {
  if (name.length <= longestLoadBalancingName) return name;
  return `${name.slice(0, longestLoadBalancingName - 9).replace(/-+$/, "")}-${digest(name)}`;
}

function digest(text: string): string {
  return sha256Hex(text).slice(0, 8);
}
