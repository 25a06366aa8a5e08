import type { Json, JsonObject } from "../../../../asl/json.ts";
import { ItemReaderError } from "./s3-source.ts";

const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  SPACE: " ",
  TAB: "\t",
};

/**
 * One object a row, its values texts. Headers are given or in the first row; fields beyond them are dropped, missing
 * ones are empty. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export async function* readCsv(text: AsyncIterable<string>, config: JsonObject): AsyncGenerator<Json> {
  const delimiter = DELIMITERS[String(config.CSVDelimiter ?? "COMMA")];
  if (delimiter === undefined)
    throw new ItemReaderError(
      `CSVDelimiter '${String(config.CSVDelimiter)}' is not one of ${Object.keys(DELIMITERS)}.`,
    );
  let headers = config.CSVHeaderLocation === "GIVEN" ? checkHeaders(config.CSVHeaders) : undefined;
  for await (const fields of readRows(text, delimiter)) {
    if (headers === undefined) headers = checkHeaders(fields);
    else yield Object.fromEntries(headers.map((header, at) => [header, fields[at] ?? ""]));
  }
}

function checkHeaders(headers: Json | undefined): readonly string[] {
  const names = (Array.isArray(headers) ? headers : []).map(String);
  if (new Set(names).size < names.length) throw new ItemReaderError("CSV headers cannot contain duplicates.");
  return names;
}

async function* readRows(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<string[]> {
  const parser = createCsvParser(delimiter);
  for await (const piece of text) yield* parser.push(piece);
  yield* parser.end();
}

export interface CsvParser {
  /** Takes the next piece of the text; the rows that are whole with it. */
  push(piece: string): string[][];
  /** The last row, when no line break ended it. */
  end(): string[][];
}

/** Fields between the delimiter, in double quotes where they hold one, a quote or a line break; empty lines are none. */
export function createCsvParser(delimiter: string): CsvParser {
  let rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let state: "plain" | "quoted" | "quote" = "plain";

  const endRow = () => {
    row.push(field);
    field = "";
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  };
  const takePlain = (character: string) => {
    if (character === '"' && field === "") state = "quoted";
    else if (character === delimiter) {
      row.push(field);
      field = "";
    } else if (character === "\n") endRow();
    else if (character !== "\r") field += character;
  };
  const take = (character: string) => {
    if (state === "plain") takePlain(character);
    else if (state === "quoted") {
      if (character === '"') state = "quote";
      else field += character;
    } else if (character === '"') {
      field += character;
      state = "quoted";
    } else {
      state = "plain";
      takePlain(character);
    }
  };
  const takeRows = () => {
    const whole = rows;
    rows = [];
    return whole;
  };
  return {
    push(piece) {
      for (const character of piece) take(character);
      return takeRows();
    },
    end() {
      if (field !== "" || row.length > 0) endRow();
      return takeRows();
    },
  };
}
