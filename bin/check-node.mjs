// Fails early, in words, where the Node.js that npm runs cannot run TypeScript and node:sqlite as this project needs.
const [major] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `repave needs Node.js 24 and found ${process.versions.node}. npm installs a pinned Node.js 24 beside the project as an\n` +
      `optional dependency for linux-x64, linux-arm64, darwin-x64 and darwin-arm64; this machine is ${process.platform}-${process.arch}.\n` +
      "Run `npm ci` without `--omit=optional`, through `npm run`, or install Node.js 24 yourself.",
  );
  process.exit(1);
}
