import type { Platform } from "../platform.ts";

/** The platform that needs nothing but Node: archives as images, and AWS's own APIs for everything else. */
export const embeddedPlatform: Platform = {
  bake: async () => (await import("./bake/bake.ts")).bake,
  provision: async () => (await import("./provision/provision.ts")).provision,
  validate: async () => (await import("./validate/validate.ts")).validate,
};
