import { createHash } from "node:crypto";
import type { Collection } from "../storage/store.ts";

/** Hands out the private addresses of instances and load balancers, and remembers who has which. */
export interface AddressPool {
  /** The owner's address; the same one for as long as the owner keeps it. `cidr` is its subnet's. */
  claim(owner: string, cidr: string): string;
  release(owner: string): void;
}

/** AWS keeps the first four addresses and the last one of every subnet for itself. */
const RESERVED_FIRST = 4;

/**
 * DIVERGES: an address in subnet 172.31.16.0/20 is 127.<n>.16.x here, for only 127.0.0.0/8 reaches this machine and
 * nothing else. `<n>` and the first host come from the data folder, so that two runtimes rarely meet.
 */
export function createAddressPool(claims: Collection<string>, seed: string): AddressPool {
  const digest = createHash("sha256").update(seed).digest();
  const secondOctet = 16 + (digest.readUInt16BE(0) % 224);
  const taken = new Set(claims.values());
  return {
    claim(owner, cidr) {
      const known = claims.get(owner);
      if (known !== undefined) return known;
      const address = firstFree(candidates(cidr, secondOctet, digest.readUInt16BE(2)), taken);
      if (address === undefined) throw new Error(`no free address is left in ${cidr}`);
      taken.add(address);
      claims.put(owner, address);
      return address;
    },
    release(owner) {
      const address = claims.get(owner);
      if (address === undefined) return;
      taken.delete(address);
      claims.delete(owner);
    },
  };
}

function firstFree(addresses: Iterable<string>, taken: ReadonlySet<string>): string | undefined {
  for (const address of addresses) if (!taken.has(address)) return address;
  return undefined;
}

function* candidates(cidr: string, secondOctet: number, offset: number): Generator<string, undefined> {
  const [network = "", bits = "32"] = cidr.split("/");
  const [, , third = 0, fourth = 0] = network.split(".").map(Number);
  const base = third * 256 + fourth;
  const usable = Math.max(0, Math.min(2 ** (32 - Number(bits)), 65_536 - base) - RESERVED_FIRST - 1);
  for (let index = 0; index < usable; index++) {
    const host = base + RESERVED_FIRST + ((offset + index) % usable);
    yield `127.${secondOctet}.${host >> 8}.${host & 255}`;
  }
}
