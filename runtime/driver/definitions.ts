import { createHash } from "node:crypto";
import { compileDefinition } from "../asl/compile.ts";
import type { CompiledDefinition } from "../asl/definition.ts";
import type { JsonObject } from "../asl/json.ts";
import type { Journal } from "../storage/journal.ts";
import { StorageDamagedError } from "../storage/storage-errors.ts";

/** Definitions by the hash of their text, compiled once and shared by every execution under them. */
export interface Definitions {
  /** Stores a definition and gives its hash. */
  store(text: string): string;
  compiled(hash: string): CompiledDefinition;
  text(hash: string): string;
}

const MOST_COMPILED = 500;

/** Keeps the definitions that executions run under in the journal, and compiled ones in memory. */
export function createDefinitions(journal: Journal): Definitions {
  const hashes = new Map<string, string>();
  const texts = new Map<string, string>();
  const compiled = new Map<string, CompiledDefinition>();
  const textOf = (hash: string) => texts.get(hash) ?? readDefinition(journal, hash);
  return {
    store(text) {
      const known = hashes.get(text);
      if (known !== undefined) return known;
      const hash = hashOf(text);
      forgetOldest(hashes);
      forgetOldest(texts);
      hashes.set(text, hash);
      texts.set(hash, text);
      journal.putDefinition(hash, text);
      return hash;
    },
    compiled(hash) {
      const known = compiled.get(hash);
      if (known !== undefined) return known;
      forgetOldest(compiled);
      const definition = compileDefinition(JSON.parse(textOf(hash)) as JsonObject);
      compiled.set(hash, definition);
      return definition;
    },
    text: textOf,
  };
}

/** A definition that has another hash than it was stored under is not what the executions began with. */
function readDefinition(journal: Journal, hash: string): string {
  const text = journal.definition(hash);
  if (text === undefined) throw new Error(`the journal has no definition ${hash}`);
  if (hashOf(text) !== hash) throw new StorageDamagedError(`definition ${hash} is damaged on the disk`);
  return text;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function forgetOldest(cache: Map<string, unknown>): void {
  if (cache.size < MOST_COMPILED) return;
  for (const key of cache.keys()) {
    cache.delete(key);
    return;
  }
}
