import type { GetDocumentCommandInput, GetDocumentCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { parseDocument } from "../document-content.ts";
import { findDocument, findVersion } from "../state.ts";

/** The content of a version of a document. */
export const getDocument = ({ state }: RunCommand) =>
  commandOperation<GetDocumentCommandInput, GetDocumentCommandOutput>(
    ["Name", "DocumentVersion", "DocumentFormat"],
    (input) => {
      const document = findDocument(state, input.Name);
      const version = findVersion(document, input.DocumentVersion);
      const DocumentFormat = input.DocumentFormat ?? "JSON";
      const content = () => JSON.stringify(parseDocument(version.content, version.format));
      if (DocumentFormat !== version.format && DocumentFormat !== "JSON") {
        throw new AwsError(
          "ValidationException",
          `SSM: not emulated: ${version.format} documents given as ${DocumentFormat}`,
        );
      }
      return {
        Name: document.name,
        VersionName: version.versionName,
        DocumentVersion: `${version.version}`,
        CreatedDate: new Date(version.createdMs),
        Status: "Active",
        DocumentType: "Command",
        DocumentFormat,
        Content: DocumentFormat === version.format ? version.content : content(),
      };
    },
  );
