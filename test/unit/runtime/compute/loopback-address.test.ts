import { describe, expect, it } from "vitest";
import { createAddressPool } from "../../../../runtime/compute/loopback-address.ts";
import type { Collection } from "../../../../runtime/storage/store.ts";

/** What the pool uses of a collection. */
function createClaims(): Collection<string> {
  const claims = new Map<string, string>();
  return {
    get: (key) => claims.get(key),
    has: (key) => claims.has(key),
    put: (key, value) => void claims.set(key, value),
    delete: (key) => claims.delete(key),
    entries: () => claims.entries(),
    values: () => claims.values(),
    get size() {
      return claims.size;
    },
  };
}

describe("address pool", () => {
  it("gives each owner its own loopback address in the part of its subnet, and keeps it", () => {
    const claims = createClaims();
    const pool = createAddressPool(claims, "seed");
    const first = pool.claim("i-1", "172.31.16.0/24");
    expect(first).toMatch(/^127\.\d+\.16\.\d+$/);
    expect(pool.claim("i-1", "172.31.16.0/24")).toBe(first);
    expect(pool.claim("i-2", "172.31.16.0/24")).not.toBe(first);
    expect(createAddressPool(claims, "seed").claim("i-1", "172.31.16.0/24")).toBe(first);
  });

  it("uses an address again after it was released, and refuses when a subnet is full", () => {
    const pool = createAddressPool(createClaims(), "seed");
    const addresses = Array.from({ length: 11 }, (_, index) => pool.claim(`i-${index}`, "10.0.0.0/28"));
    expect(new Set(addresses).size).toBe(11);
    expect(() => pool.claim("i-11", "10.0.0.0/28")).toThrow("no free address");
    pool.release("i-5");
    expect(pool.claim("i-11", "10.0.0.0/28")).toBe(addresses[5]);
  });
});
