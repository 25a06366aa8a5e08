// base-image --root DIR --name NAME --parameter PARAMETER: makes a folder the base image of all later bakes, prints its id.

import { parseArgs } from "node:util";
import { publish } from "../base-image/publish.ts";

const { root, name, parameter } = parseArgs({
  options: { root: { type: "string" }, name: { type: "string" }, parameter: { type: "string" } },
}).values;

if (root === undefined || name === undefined || parameter === undefined) {
  console.error("usage: base-image --root DIR --name NAME --parameter PARAMETER");
  process.exitCode = 2;
} else {
  console.log(await publish({ root, name, parameter }));
}
