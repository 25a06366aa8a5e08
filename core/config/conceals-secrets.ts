import type { Conceals } from "../schema/validate.ts";

/** Where a configuration may hold a secret: the values an application is given, and the files it brings. */
const secretSections: readonly (readonly string[])[] = [
  ["run", "environment"],
  ["run", "secrets"],
  ["run", "command"],
  ["files"],
];

/** True for paths whose values must not be shown in an error: errors go into execution histories and logs. */
export const concealsSecrets: Conceals = (path) => {
  const withinLayer = withoutLayerPrefix(path);
  return secretSections.some((section) => isPrefix(section, withinLayer) || isPrefix(withinLayer, section));
};

/** `/environments/prod/run/port` and `/defaults/run/port` are `/run/port` of a layer. */
function withoutLayerPrefix(path: readonly string[]): readonly string[] {
  if (path[0] === "environments") return path.slice(2);
  return path[0] === "defaults" ? path.slice(1) : path;
}

function isPrefix(prefix: readonly string[], path: readonly string[]): boolean {
  return prefix.every((key, index) => path[index] === key);
}
