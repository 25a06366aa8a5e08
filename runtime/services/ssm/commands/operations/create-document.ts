import type { CreateDocumentCommandInput, CreateDocumentCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { makeVersion } from "../documents.ts";
import type { DocumentRecord } from "../records.ts";
import { toDescription } from "../shape.ts";

/** Makes a command document with its version 1. */
export const createDocument = ({ state, runtime }: RunCommand) =>
  commandOperation<CreateDocumentCommandInput, CreateDocumentCommandOutput>(
    ["Content", "Name", "DocumentType", "DocumentFormat", "TargetType", "VersionName", "Tags"],
    (input, context) => {
      const { Name: name = "", DocumentType, TargetType: targetType, Tags = [] } = input;
      if (DocumentType !== undefined && DocumentType !== "Command") {
        throw new AwsError(
          "ValidationException",
          `SSM: not emulated: documents of type ${DocumentType}, only Command`,
        );
      }
      if (!/^[a-zA-Z0-9_\-.]{3,128}$/.test(name) || /^(aws|amazon|amzn)/i.test(name)) {
        const message = `a document name has 3 to 128 characters a-z, A-Z, 0-9, _, -, and . and does not begin with aws: ${name}`;
        throw new AwsError("ValidationException", message);
      }
      const version = makeVersion(1, { ...input, nowMs: runtime.clock.now() });
      if (state.documents.has(name))
        throw new AwsError("DocumentAlreadyExists", `Document with same name ${name} already exists`);
      const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
      const document: DocumentRecord = {
        ...{ name, owner: context.caller.accountId, defaultVersion: 1, versions: [version], tags },
        ...(targetType === undefined ? {} : { targetType }),
      };
      state.documents.put(name, document);
      return { DocumentDescription: toDescription(document, version) };
    },
  );
