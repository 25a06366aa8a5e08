import { builtinModules, createRequire } from "node:module";
import type { Plugin } from "esbuild";

const AT_ONCE = "builtin";
const LAZILY = "lazy-builtin";
const require = createRequire(import.meta.url);

/**
 * Has a bundle `require` Node's own modules where it imports them, and read only those of their exports that it uses. An import
 * reads every export of a module as soon as it is loaded, also those that load further modules when they are asked for
 * (`WebSocket` of `node:http` loads all of undici): 20 ms of each start.
 */
export const requireBuiltins: Plugin = {
  name: "require-builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, "");
      if (!builtinModules.includes(name) && !builtinModules.includes(`node:${name}`)) return undefined;
      if (kind === "require-call") return { path: `node:${name}`, external: true };
      const namespace = kind === "dynamic-import" ? LAZILY : AT_ONCE;
      return { path: `node:${name}`, namespace, sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: AT_ONCE }, ({ path }) => ({ contents: moduleOf(path) }));
    onLoad({ filter: /.*/, namespace: LAZILY }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** Each export is marked as free of effects, so that the bundler drops those that nothing imports. */
function moduleOf(path: string): string {
  const names = Object.keys(require(path) as object).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
  const exported = names.filter((name) => name !== "default");
  return [
    `const builtin = require(${JSON.stringify(path)});`,
    "export default builtin;",
    ...exported.map((name, at) => `const export${at} = /* @__PURE__ */ (() => builtin.${name})();`),
    `export { ${exported.map((name, at) => `export${at} as ${name}`).join(", ")} };`,
  ].join("\n");
}
