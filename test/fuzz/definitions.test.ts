import { describe, expect, it } from "vitest";
import { validateDefinition } from "../../runtime/asl/validate/validate-definition.ts";
import { holds } from "../unit/runtime/asl/properties/holds.ts";
import { DEFINITIONS } from "./corpus.ts";
import { anyTexts, isRefusedOrRuns, mutatedDefinitions } from "./definition-properties.ts";

describe("a definition", () => {
  it("that fuzzing starts from is valid", () => {
    for (const raw of DEFINITIONS) {
      expect(validateDefinition(JSON.stringify(raw), "STANDARD")).toEqual([]);
      isRefusedOrRuns(JSON.stringify(raw), {});
    }
  });

  it("with a few changes is refused or runs", () => {
    holds(mutatedDefinitions(DEFINITIONS), 200);
  });

  it("of any text is refused or runs", () => {
    holds(anyTexts(DEFINITIONS), 100);
  });

  const deep = (open: string, close: string) => open.repeat(200_000) + close.repeat(200_000);
  const state = (fields: string) => `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,${fields}}}}`;
  const long = "x".repeat(1_000_000);
  it.each([
    ["nested objects", deep('{"a":', "}")],
    ["nested lists", deep("[", "]")],
    ["open brackets", "[".repeat(1_000_000)],
    ["nested templates", state(`"Parameters":${'{"a":'.repeat(900)}1${"}".repeat(900)}`)],
    [
      "nested rules",
      `{"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[${'{"Not":'.repeat(900)}{}${"}".repeat(900)}]}}}`,
    ],
    ["a long name", `{"StartAt":"${long}","States":{"${long}":{"Type":"Succeed"}}}`],
    ["a long path", state(`"InputPath":"$${".a".repeat(400_000)}"`)],
    ["a long expression", state(`"QueryLanguage":"JSONata","Output":"{% ${"1+".repeat(300_000)}1 %}"`)],
    ["many unary signs", state(`"QueryLanguage":"JSONata","Output":"{% ${"-".repeat(300_000)}x %}"`)],
    ["a long call", state(`"Parameters":{"a.$":"${"States.Array(".repeat(50_000)}"}`)],
    ["no word but quotes", '"'.repeat(1_000_000)],
    ["spaces", " ".repeat(1_000_000)],
    ["one long word", long],
    ["one long number", "1".repeat(1_000_000)],
    [
      "many states",
      JSON.stringify({
        StartAt: "S0",
        States: Object.fromEntries(
          Array.from({ length: 10_000 }, (_, at) => [
            `S${at}`,
            { Type: "Pass", ...(at < 9_999 ? { Next: `S${at + 1}` } : { End: true }) },
          ]),
        ),
      }),
    ],
  ])("of %s is refused or runs", (_what, text) => {
    isRefusedOrRuns(text, {});
  });
});
