import { describe, expect, it } from "vitest";
import { refuseMembers, refuseOtherMembers } from "../../../../runtime/protocol/refuse-members.ts";

const code = "ValidationError";
const nothings = [undefined, null, false, [], {}];
const somethings = [true, 0, "", "x", [0], { Enabled: false }];

describe("what is not emulated", () => {
  it.each(nothings)("may be given as %j, which asks for nothing", (value) => {
    expect(() => refuseMembers({ Monitoring: value }, ["Monitoring"], { code })).not.toThrow();
    expect(() => refuseOtherMembers({ Monitoring: value }, [], { code })).not.toThrow();
  });

  it.each(somethings)("is refused by name when it is %j", (value) => {
    const refusal = expect.objectContaining({
      code,
      message: expect.stringContaining(": Monitoring. Leave"),
    });
    expect(() => refuseMembers({ Monitoring: value }, ["Monitoring"], { code })).toThrow(refusal);
    expect(() => refuseOtherMembers({ Monitoring: value }, ["Name"], { code })).toThrow(refusal);
  });

  it("is named with its place in the request, all of it at once", () => {
    const refuse = () => refuseOtherMembers({ A: 1, B: 2, C: 3 }, ["B"], { code, where: "Actions" });
    expect(refuse).toThrow(
      "Not emulated by the embedded AWS: Actions.A, Actions.C. Leave it out, or use AWS.",
    );
  });

  it("leaves alone what an operation acts on", () => {
    expect(() => refuseMembers({ Name: "a" }, ["Monitoring"], { code })).not.toThrow();
    expect(() => refuseOtherMembers({ Name: "a" }, ["Name"], { code })).not.toThrow();
  });
});
