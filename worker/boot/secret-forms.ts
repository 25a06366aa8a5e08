import { unescape as decodePercents } from "node:querystring";

/** A shorter part of a value is in every other line by chance. */
const shortestPart = 6;

/** Texts that give a value away: itself and its secret parts, each as it looks in the encodings that logs are full of. */
export function secretForms(value: string, shortest: number): readonly string[] {
  const parts = [...linesOf(value), ...jsonTexts(value), ...urlPasswords(value)];
  const told = [value, value.trim(), ...parts.filter(({ length }) => length >= shortestPart)];
  return [...new Set(told.filter((text) => text.trim().length >= shortest).flatMap(encodings))];
}

/** A key or certificate is printed line by line. Its head is no secret. */
function linesOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/);
  return lines.length === 1 ? [] : lines.filter((line) => !line.startsWith("-----"));
}

/** The texts in a JSON document, as which many secrets are kept: `{"user": …, "password": …}`. */
function jsonTexts(value: string): readonly string[] {
  if (!/^\s*[[{"]/.test(value)) return [];
  try {
    return textsIn(JSON.parse(value));
  } catch {
    return []; // It only looked like JSON.
  }
}

function textsIn(json: unknown): readonly string[] {
  if (typeof json === "string") return [json];
  return typeof json === "object" && json !== null ? Object.values(json).flatMap(textsIn) : [];
}

/** The password in `postgres://user:password@host/database`, as it is written there and decoded. */
function urlPasswords(value: string): readonly string[] {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#@]+)@/i.exec(value)?.[1];
  if (password === undefined) return [];
  return [password, decodePercents(password)];
}

function encodings(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const inBase64 = [bytes.toString("base64"), ...[0, 1, 2].map((offset) => base64At(bytes, offset))];
  const inHexadecimal = bytes.toString("hex");
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
    new URLSearchParams([["", text]]).toString().slice(1),
    inHexadecimal,
    inHexadecimal.toUpperCase(),
    ...inBase64,
    ...inBase64.map((digits) => digits.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** A text's Base64 digits when it begins at this byte of a group of three, without those that it shares with others. */
function base64At(bytes: Buffer, offset: number): string {
  const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
  const digitAt = (byte: number) => (byte * 8) / 6;
  return shifted.toString("base64").slice(Math.ceil(digitAt(offset)), Math.floor(digitAt(shifted.length)));
}
