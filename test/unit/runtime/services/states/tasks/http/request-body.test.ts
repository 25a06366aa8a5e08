import { describe, expect, it } from "vitest";
import { encodeBody } from "../../../../../../../runtime/services/states/tasks/http/request-body.ts";

const form = (ArrayFormat?: string) => ({
  RequestBodyEncoding: "URL_ENCODED",
  ...(ArrayFormat && { RequestEncodingOptions: { ArrayFormat } }),
});

function encodedForm(body: Parameters<typeof encodeBody>[0], arrays?: string): string {
  return decodeURIComponent(encodeBody(body, { contentType: undefined, transform: form(arrays) }).text);
}

describe("encodeBody", () => {
  it.each([
    [undefined, "a[0]=1&a[1]=x"],
    ["INDICES", "a[0]=1&a[1]=x"],
    ["REPEAT", "a=1&a=x"],
    ["COMMAS", "a=1,x"],
    ["BRACKETS", "a[]=1&a[]=x"],
  ])("writes the arrays of a form as %s", (arrays, expected) => {
    expect(encodedForm({ a: [1, "x"] }, arrays)).toBe(expected);
  });

  it("writes objects in a form with their names in brackets", () => {
    expect(encodedForm({ a: { b: { c: "d" } }, e: true })).toBe("a[b][c]=d&e=true");
  });

  it("writes JSON unless something else is said", () => {
    const transform = {};
    expect(encodeBody({ a: 1 }, { contentType: undefined, transform })).toEqual({
      text: '{"a":1}',
      contentType: "application/json",
    });
    const problem = "application/problem+json";
    expect(encodeBody("x", { contentType: problem, transform })).toEqual({
      text: '"x"',
      contentType: problem,
    });
    expect(encodeBody("x", { contentType: "text/plain", transform }).text).toBe("x");
    expect(encodeBody({ a: 1 }, { contentType: "text/plain", transform }).text).toBe('{"a":1}');
  });
});
