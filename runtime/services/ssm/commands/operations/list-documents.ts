import type {
  DocumentKeyValuesFilter,
  ListDocumentsCommandInput,
  ListDocumentsCommandOutput,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../../protocol/page.ts";
import { builtInDocuments } from "../built-in-documents.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import type { DocumentRecord } from "../records.ts";
import { toIdentifier } from "../shape.ts";
import { findVersion } from "../state.ts";

/** The documents there are, also those that AWS provides. */
export const listDocuments = ({ state }: RunCommand) =>
  commandOperation<ListDocumentsCommandInput, ListDocumentsCommandOutput>(
    ["Filters", "MaxResults", "NextToken"],
    (input) => {
      const all = [...state.documents.values(), ...Object.values(builtInDocuments)];
      const found = all.filter((it) => (input.Filters ?? []).every((filter) => matches(it, filter)));
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return {
        DocumentIdentifiers: page.items.map((it) => toIdentifier(it, findVersion(it))),
        NextToken: page.nextToken,
      };
    },
  );

function matches(document: DocumentRecord, { Key = "", Values = [] }: DocumentKeyValuesFilter): boolean {
  if (Key === "Name") return Values.some((value) => document.name.startsWith(value));
  if (Key === "DocumentType") return Values.includes("Command");
  if (Key === "PlatformTypes") return Values.includes("Linux");
  if (Key === "Owner")
    return Values.some((value) => value === "All" || (value === "Amazon") === (document.owner === "Amazon"));
  if (Key.startsWith("tag:")) return Values.includes(document.tags[Key.slice("tag:".length)] ?? "");
  throw new AwsError("InvalidFilterKey", `SSM: not emulated: the document filter ${Key}`);
}
