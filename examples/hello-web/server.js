import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { pageOf } from "./page.js";

const packaged = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const { GREETING = "hello", HOST = "127.0.0.1", PORT = "8080" } = process.env;
const { REPAVE_ENVIRONMENT, REPAVE_RELEASE, REPAVE_VERSION } = process.env;

const { name } = packaged;
const version = REPAVE_VERSION ?? packaged.version;

const about = {
  name,
  version,
  greeting: GREETING,
  environment: REPAVE_ENVIRONMENT ?? "none",
  release: REPAVE_RELEASE ?? "none",
  node: process.version,
  startedAt: new Date().toISOString(),
};

const json = (value) => ({ type: "application/json", body: `${JSON.stringify(value)}\n` });

const routes = {
  "/": () => ({ type: "text/html; charset=utf-8", body: pageOf(about) }),
  "/version": () => json(about),
  "/health": () => json({ status: "ok" }),
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const route = routes[pathname];
  const { type, body } = route === undefined ? json({ error: "not found", path: pathname }) : route();
  response.writeHead(route === undefined ? 404 : 200, { "content-type": type });
  response.end(body);
  if (pathname !== "/health") console.log(`${request.method} ${pathname} ${response.statusCode}`);
});

server.listen(Number(PORT), HOST, () => console.log(`${name} ${version} listens on http://${HOST}:${PORT}`));

/** Requests under way are answered before the process ends. */
process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
