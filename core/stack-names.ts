import { sha256Hex } from "./json/digest.ts";

export type Colour = "blue" | "green";

export const colours = ["blue", "green"] as const satisfies readonly Colour[];

/** The names of everything that belongs to one application in one environment. */
export interface StackNames {
  readonly loadBalancer: string;
  readonly role: string;
  readonly securityGroup: string;
  readonly logGroup: string;
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
    role: `repave-app-${base}`,
    securityGroup: base,
    logGroup: `/repave/apps/${application}/${environment}`,
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
