import { jsonataLanguage } from "../jsonata/query-language.ts";
import type { QueryLanguage } from "../query-language.ts";

export const jsonpathLanguage: QueryLanguage = { ...jsonataLanguage, name: "JSONPath" };
