import type {
  UpdateDocumentDefaultVersionCommandInput,
  UpdateDocumentDefaultVersionCommandOutput,
} from "@aws-sdk/client-ssm";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { findDocument, findVersion } from "../state.ts";

/** Makes another version the default one. */
export const updateDocumentDefaultVersion = ({ state }: RunCommand) =>
  commandOperation<UpdateDocumentDefaultVersionCommandInput, UpdateDocumentDefaultVersionCommandOutput>(
    ["Name", "DocumentVersion"],
    (input) => {
      const document = findDocument(state, input.Name);
      const { version, versionName } = findVersion(document, input.DocumentVersion);
      state.documents.put(document.name, { ...document, defaultVersion: version });
      return {
        Description: { Name: document.name, DefaultVersion: `${version}`, DefaultVersionName: versionName },
      };
    },
  );
