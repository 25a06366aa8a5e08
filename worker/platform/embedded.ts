import type { Platform } from "../platform.ts";
import { bake } from "./bake/bake.ts";
import { provision } from "./provision/provision.ts";
import { validate } from "./validate/validate.ts";

/** The platform that needs nothing but Node: archives as images, and AWS's own APIs for everything else. */
export const embeddedPlatform: Platform = { bake, provision, validate };
