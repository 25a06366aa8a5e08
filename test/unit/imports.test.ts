import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

/** Which folders of the project each folder may import from; packages and Node's own modules are always allowed. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: ["core"],
  functions: ["functions", "core", "infra/rules"],
  worker: ["worker", "core"],
  cli: ["cli", "core", "infra/rules"],
  "runtime/asl": ["runtime/asl"],
  "runtime/driver": ["runtime/driver", "runtime/asl", "runtime/storage", "runtime/kernel"],
  "runtime/storage": ["runtime/storage", "runtime/kernel"],
  runtime: ["runtime"],
};

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...found].map(([, specifier]) => path.join(path.dirname(file), specifier ?? ""));
}

/** Files that import each other, directly or through others; each group once. */
function circles(files: readonly string[]): readonly string[][] {
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  const reached = new Map(files.map((file) => [file, reachedFrom(file, imports)]));
  const circular = files.filter((file) => reached.get(file)?.has(file));
  const groups = circular.map((file) =>
    circular.filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file)).sort(),
  );
  return [...new Map(groups.map((group) => [group.join(), group])).values()];
}

function reachedFrom(file: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...(imports.get(file) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(imports.get(next) ?? []));
  }
  return reached;
}

/** A language is recursive, and so is what reads and runs it: states hold states, and expressions expressions. */
const RECURSIVE: readonly (readonly string[])[] = [
  ["runtime/asl/jsonpath/"],
  ["runtime/asl/states/", "runtime/asl/transition.ts"],
  ["runtime/asl/validate/"],
];

function isRecursive(group: readonly string[]): boolean {
  return RECURSIVE.some((starts) => group.every((file) => starts.some((start) => file.startsWith(start))));
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(`${folder}${path.sep}`);
}

describe("imports go one way", () => {
  for (const [folder, targets] of Object.entries(ALLOWED)) {
    it(`${folder} imports only from ${targets.join(", ")}`, () => {
      const files = globSync(`${folder}/**/*.ts`);
      const offences = files.flatMap((file) =>
        importsOf(file)
          .filter((target) => !targets.some((allowed) => isInside(target, allowed)))
          .map((target) => `${file} imports ${target}`),
      );
      expect(offences).toEqual([]);
    });
  }

  it("core draws no time, no randomness and does no input or output", () => {
    const offences = globSync("core/**/*.ts").filter((file) =>
      /Date\.now|new Date\(\)|Math\.random|node:fs|node:http|randomUUID|@aws-sdk/.test(
        readFileSync(file, "utf8"),
      ),
    );
    expect(offences).toEqual([]);
  });

  it("no file imports itself through others, types included", () => {
    const files = globSync("{core,functions,worker,cli,runtime,scripts,bench,test}/**/*.ts");
    const found = circles(files);
    expect(found.filter((group) => !isRecursive(group))).toEqual([]);
  });
});
