import { describe, expect, it } from "vitest";
import { parseMountPoints } from "../../../../worker/inspect/walk.ts";

const text = `22 1 254:0 / / rw,relatime - ext4 /dev/root rw
23 22 0:20 / /proc rw - proc proc rw
24 22 254:0 /etc/ssl /etc/ssl ro - ext4 /dev/root rw
25 22 254:0 /x /data/two\\040words ro - ext4 /dev/root rw
`;

describe("parseMountPoints", () => {
  it("gives the mounts below a root as paths from it", () => {
    expect(parseMountPoints(text, "/")).toEqual(["proc", "etc/ssl", "data/two words"]);
    expect(parseMountPoints(text, "/data")).toEqual(["two words"]);
    expect(parseMountPoints(text, "/dat")).toEqual([]);
    expect(parseMountPoints("", "/")).toEqual([]);
  });
});
