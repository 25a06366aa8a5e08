import { createServer } from "node:http";
import { createOrders } from "./orders.js";
import { createRoutes } from "./routes.js";

const { HOST = "127.0.0.1", PORT = "8080", ORDERS_TABLE = "orders" } = process.env;
const longestBody = 64 * 1024;

const orders = createOrders(ORDERS_TABLE);
const answer = createRoutes(orders);

const readBody = async (request) => {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > longestBody) return undefined;
  }
  return text;
};

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const { status, value } = await answer({ method: request.method, pathname, text: await readBody(request) });
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(value)}\n`);
  if (pathname !== "/health") console.log(`${request.method} ${pathname} ${status}`);
});

await orders.prepare();
server.listen(Number(PORT), HOST, () =>
  console.log(`orders listens on http://${HOST}:${PORT}, table ${ORDERS_TABLE}`),
);

/** Requests under way are answered before the process ends. */
process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
