import { createHash } from "node:crypto";

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
 * colour and the one that puts it back agree without talking. Load balancing allows 32 characters; a longer name is
 * cut and ends in 8 digits of its own digest, which keeps two long names apart.
 */
export const stackNames = (application: string, environment: string): StackNames => {
  const base = `${application}-${environment}`;
  return {
    loadBalancer: shorten(base),
    role: `repave-app-${base}`,
    securityGroup: base,
    logGroup: `/repave/apps/${application}/${environment}`,
    targetGroup: (colour) => shorten(`${base}-${colour}`),
    autoScalingGroup: (colour) => `${base}-${colour}`,
    launchTemplate: (colour) => `${base}-${colour}`,
  };
};

/** The half that is not live: the one a new release is built on. */
export const idleColour = (live: Colour | null): Colour => (live === "blue" ? "green" : "blue");

const shorten = (name: string): string => {
  if (name.length <= longestLoadBalancingName) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, longestLoadBalancingName - 9).replace(/-+$/, "")}-${digest}`;
};
