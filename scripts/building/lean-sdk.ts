import { readFile } from "node:fs/promises";
import type { OnLoadResult, Plugin } from "esbuild";

const ABSENT = "absent";

/**
 * Leaves out of a bundle what the AWS SDK carries for other programs than those that AWS runs: schemas of operations
 * that are not called, credentials of a person's own machine, event streams. A worker then starts in half the time.
 * Whatever the SDK does for what stays, on AWS and here, is unchanged.
 */
export const leanSdk: Plugin = {
  name: "lean-sdk",
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) => rewrite(path, nameKeys));
    onLoad({ filter: /credential-provider-node[\\/]dist-es[\\/]remoteProvider\.js$/ }, ({ path }) =>
      rewrite(path, importAtOnce),
    );
    onLoad({ filter: /node-http-handler[\\/]dist-es[\\/]node-https\.js$/ }, () => ({ contents: HTTPS }));
    onLoad({ filter: /node-http-handler[\\/]dist-es[\\/]node-http-handler\.js$/ }, ({ path }) =>
      rewrite(path, makeTlsAgentLate),
    );
    onLoad({ filter: /shared-ini-file-loader[\\/]readFile\.js$/ }, () => ({ contents: NO_SETTINGS_FILES }));
    onResolve({ filter: PERSONAL_CREDENTIALS }, ({ kind }) => absentIfLazy(kind, "credentials"));
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind }) => absentIfLazy(kind, "streams"));
    onLoad({ filter: /.*/, namespace: ABSENT }, ({ path }) => ({ contents: ABSENT_MODULES.get(path) ?? "" }));
  },
};

/**
 * A schema's keys are constants (`{ [_xN]: … }`), and for all that esbuild knows to compute them has effects: so it would keep
 * every schema of a service that has one. By their names, those that nothing refers to go: nine tenths of EC2.
 */
function nameKeys(code: string): string {
  const constants = new Map(
    [...code.matchAll(/^const (_\w+) = "([^"\\]*)";$/gm)].map(([, name, value]) => [name, value]),
  );
  return code.replace(/\[(_\w+)\]:/g, (key, name) =>
    constants.has(name) ? `${JSON.stringify(constants.get(name))}:` : key,
  );
}

/** What is imported lazily has to be kept apart, with all that it shares with the rest: that is most of the SDK's core. */
function importAtOnce(code: string): string {
  const names: string[] = [];
  const rest = code.replace(/await import\("([^"]+)"\)/g, (_, name: string) => `lazy${names.push(name)}`);
  return [...names.map((name, index) => `import * as lazy${index + 1} from "${name}";`), rest].join("\n");
}

/** TLS takes a third of the time that all of Node takes to start; here it is loaded with the first call that needs it. */
const HTTPS = `export const node_https = {
  get Agent() { return require("node:https").Agent; },
  get request() { return require("node:https").request; },
};`;

/** The SDK makes an agent for TLS with a client's first call, whatever its endpoint, and copies it with its settings: here both wait. */
function makeTlsAgentLate(code: string): string {
  return code
    .replace(
      /httpsAgent: \(\(\) => \{(.*?)\}\)\(\),/s,
      "makeTlsAgent: () => {$1}, get httpsAgent() { return (this.tlsAgent ??= this.makeTlsAgent()); },",
    )
    .replace(/\.\.\.config,(\s+\[key\]: value)/, "__proto__: config,$1");
}

/** `~/.aws/config` and `~/.aws/credentials` are a person's, too: a client's first call would wait for them. */
const NO_SETTINGS_FILES = `export const fileIntercept = {};
export const filePromises = {};
export const readFile = async (path) => {
  throw Object.assign(new Error(path + " is not read by programs that run on AWS"), { code: "ENOENT" });
};`;

/** Profiles, single sign-on and the like; instances and functions have their environment, container or metadata service. */
const PERSONAL_CREDENTIALS = /^@aws-sdk\/credential-provider-(ini|login|process|sso|web-identity)$/;

/** By what they stand for: modules that say what is missing, in the way that a chain of credentials goes on after. */
const ABSENT_MODULES: ReadonlyMap<string, string> = new Map([
  [
    "credentials",
    `const absent = () => async () => {
      throw Object.assign(new Error("these credentials are not looked for by programs that run on AWS"), { tryNextLink: true });
    };
    export { absent as fromIni, absent as fromProcess, absent as fromSSO, absent as fromTokenFile };`,
  ],
  [
    "streams",
    `export const eventStreamSerdeProvider = undefined;
    export class EventStreamSerde {
      constructor() { throw new Error("this program was bundled without event streams"); }
    }`,
  ],
]);

function absentIfLazy(kind: string, path: string) {
  return kind === "dynamic-import" ? { path, namespace: ABSENT } : undefined;
}

async function rewrite(path: string, change: (code: string) => string): Promise<OnLoadResult> {
  return { contents: change(await readFile(path, "utf8")) };
}
