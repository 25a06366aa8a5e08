import { createHash } from "node:crypto";
import { AwsError } from "../../../protocol/aws-error.ts";
import { parseDocument } from "./document-content.ts";
import type { DocumentVersionRecord } from "./records.ts";

/** Checks the content of a new version and makes its record. */
export function makeVersion(
  version: number,
  given: Readonly<{
    Content?: string | undefined;
    DocumentFormat?: string | undefined;
    VersionName?: string | undefined;
    nowMs: number;
  }>,
): DocumentVersionRecord {
  const { Content: content = "", DocumentFormat: format = "JSON", VersionName: versionName, nowMs } = given;
  if (format !== "JSON" && format !== "YAML") {
    throw new AwsError(
      "InvalidDocumentContent",
      `SSM: not emulated: documents in ${format}; there are JSON and YAML`,
    );
  }
  parseDocument(content, format);
  const hash = createHash("sha256").update(content).digest("hex");
  return {
    version,
    content,
    format,
    hash,
    createdMs: nowMs,
    ...(versionName === undefined ? {} : { versionName }),
  };
}
