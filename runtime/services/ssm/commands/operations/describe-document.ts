import type { DescribeDocumentCommandInput, DescribeDocumentCommandOutput } from "@aws-sdk/client-ssm";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { toDescription } from "../shape.ts";
import { findDocument, findVersion } from "../state.ts";

/** What a version of a document is. */
export const describeDocument = ({ state }: RunCommand) =>
  commandOperation<DescribeDocumentCommandInput, DescribeDocumentCommandOutput>(
    ["Name", "DocumentVersion"],
    (input) => {
      const document = findDocument(state, input.Name);
      return { Document: toDescription(document, findVersion(document, input.DocumentVersion)) };
    },
  );
