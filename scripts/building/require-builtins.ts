import { builtinModules } from "node:module";
import type { Plugin } from "esbuild";

const NAMESPACE = "builtin";

/**
 * Has a bundle `require` Node's own modules where it imports them. An import reads every export of a module as soon as
 * it is loaded, also those that load further modules when they are asked for (`WebSocket` of `node:http` loads all of
 * undici): 20 ms of each start.
 */
export const requireBuiltins: Plugin = {
  name: "require-builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, "");
      if (!builtinModules.includes(name) && !builtinModules.includes(`node:${name}`)) return undefined;
      if (kind === "require-call") return { path: `node:${name}`, external: true };
      return { path: `node:${name}`, namespace: NAMESPACE };
    });
    onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};
