import type { UpdateDocumentCommandInput, UpdateDocumentCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { makeVersion } from "../documents.ts";
import type { DocumentRecord } from "../records.ts";
import { toDescription } from "../shape.ts";
import { findDocument, findVersion } from "../state.ts";

/** Adds a version; the default version stays what it was. */
export const updateDocument = ({ state, runtime }: RunCommand) =>
  commandOperation<UpdateDocumentCommandInput, UpdateDocumentCommandOutput>(
    ["Content", "Name", "DocumentVersion", "DocumentFormat", "TargetType", "VersionName"],
    (input) => {
      const document = findDocument(state, input.Name);
      if (document.owner === "Amazon")
        throw new AwsError("InvalidDocumentOperation", `${document.name} cannot be changed`);
      const latest = findVersion(document, "$LATEST");
      const base =
        input.DocumentVersion === undefined ? latest : findVersion(document, input.DocumentVersion);
      if (base.version !== latest.version) {
        throw new AwsError(
          "InvalidDocumentVersion",
          `only the latest version ${latest.version} can be updated, not ${base.version}`,
        );
      }
      const version = makeVersion(latest.version + 1, { ...input, nowMs: runtime.clock.now() });
      if (version.hash === latest.hash) {
        const message = `The content of the update document ${document.name} matches the current one.`;
        throw new AwsError("DuplicateDocumentContent", message);
      }
      const targetType = input.TargetType ?? document.targetType;
      const next: DocumentRecord = {
        ...{ ...document, versions: [...document.versions, version] },
        ...(targetType === undefined ? {} : { targetType }),
      };
      state.documents.put(document.name, next);
      return { DocumentDescription: toDescription(next, version) };
    },
  );
