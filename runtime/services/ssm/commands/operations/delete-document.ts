import type { DeleteDocumentCommandInput, DeleteDocumentCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { findDocument } from "../state.ts";

/** Removes a document with all its versions; commands that run go on. */
export const deleteDocument = ({ state }: RunCommand) =>
  commandOperation<DeleteDocumentCommandInput, DeleteDocumentCommandOutput>(["Name"], (input) => {
    const document = findDocument(state, input.Name);
    if (document.owner === "Amazon")
      throw new AwsError("InvalidDocumentOperation", `${document.name} cannot be deleted`);
    state.documents.delete(document.name);
    return {};
  });
