import { describe, expect, it } from "vitest";
import { createRecipe, imageName, recipeDigest } from "../../../core/recipe.ts";

const configuration = {
  application: "hello-web",
  files: [{ path: "etc/motd", content: "hi" }],
  run: { command: ["node", "server.js"], port: 8080, environment: { A: "1" }, secrets: {} },
};
const parts = { baseImage: "ami-1", artifactDigest: "a".repeat(64) };
const digestOf = (own: object, otherParts: object = {}) =>
  recipeDigest(createRecipe({ ...configuration, ...own }, { ...parts, ...otherParts }));

describe("recipeDigest", () => {
  const digest = digestOf({});

  it("stays the same when only run-time values change", () => {
    expect(digestOf({ run: { ...configuration.run, environment: { A: "2" }, secrets: {} } })).toBe(digest);
  });

  it.each([
    [{ files: [] }, {}],
    [{ application: "orders" }, {}],
    [{ run: { ...configuration.run, port: 8081 } }, {}],
    [{ run: { ...configuration.run, command: ["node", "main.js"] } }, {}],
    [{}, { baseImage: "ami-2" }],
    [{}, { artifactDigest: "b".repeat(64) }],
  ])("changes with %j %j", (own, otherParts) => {
    expect(digestOf(own, otherParts)).not.toBe(digest);
  });

  it("names the image", () => {
    expect(imageName("hello-web", digest)).toBe(`repave-hello-web-${digest.slice(0, 16)}`);
  });

  it("holds files and the command by digest only", () => {
    expect(JSON.stringify(createRecipe(configuration, parts))).not.toMatch(/motd|server\.js/);
  });
});
