const orderPath = /^\/orders\/([0-9a-f-]{36})$/;

const about = {
  service: "orders",
  calls: ["GET /orders", "GET /orders/<id>", 'POST /orders {"item": "tea", "quantity": 2}'],
};

const refused = (error) => ({ status: 400, value: { error } });

/** `{"item": "tea", "quantity": 2}`, or undefined. */
const parseOrder = (text) => {
  try {
    const { item, quantity } = JSON.parse(text);
    const isValid = typeof item === "string" && item !== "" && Number.isInteger(quantity) && quantity > 0;
    return isValid ? { item, quantity } : undefined;
  } catch {
    return undefined;
  }
};

/** The service's answers: `{ status, value }` for `{ method, pathname, text }`. */
export const createRoutes = (orders) => {
  const place = async (text) => {
    const order = parseOrder(text ?? "");
    if (order === undefined) return refused('expected {"item": "tea", "quantity": 2}');
    return { status: 201, value: await orders.place(order) };
  };
  const show = async (id) => {
    const order = await orders.find(id);
    return order === undefined
      ? { status: 404, value: { error: "no such order" } }
      : { status: 200, value: order };
  };
  const route = async ({ method, pathname, text }) => {
    const id = orderPath.exec(pathname)?.[1];
    if (method === "GET" && pathname === "/") return { status: 200, value: about };
    if (method === "GET" && pathname === "/health") return { status: 200, value: { status: "ok" } };
    if (method === "GET" && pathname === "/orders") return { status: 200, value: await orders.list() };
    if (method === "POST" && pathname === "/orders") return place(text);
    if (method === "GET" && id !== undefined) return show(id);
    return { status: 404, value: { error: "not found", path: pathname } };
  };
  return async (request) => {
    try {
      return await route(request);
    } catch (error) {
      console.error(error);
      return { status: 503, value: { error: "the orders cannot be reached" } };
    }
  };
};
