import { createHash } from "node:crypto";
import type { DocumentRecord } from "./records.ts";

const RUN_SHELL_SCRIPT = JSON.stringify({
  schemaVersion: "2.2",
  description: "Run a shell script or specify the commands to run.",
  parameters: {
    commands: { type: "StringList", description: "The shell script or commands to run." },
    workingDirectory: { type: "String", default: "", description: "The working directory on the instance." },
    executionTimeout: { type: "String", default: "3600", allowedPattern: "^[0-9]{1,6}$" },
  },
  mainSteps: [
    {
      action: "aws:runShellScript",
      name: "runShellScript",
      inputs: {
        runCommand: "{{ commands }}",
        workingDirectory: "{{ workingDirectory }}",
        timeoutSeconds: "{{ executionTimeout }}",
      },
    },
  ],
});

/** The documents of AWS's own that exist here. */
export const builtInDocuments: Readonly<Record<string, DocumentRecord>> = {
  "AWS-RunShellScript": {
    name: "AWS-RunShellScript",
    owner: "Amazon",
    defaultVersion: 1,
    tags: {},
    versions: [
      {
        version: 1,
        content: RUN_SHELL_SCRIPT,
        format: "JSON",
        hash: createHash("sha256").update(RUN_SHELL_SCRIPT).digest("hex"),
        createdMs: 0,
      },
    ],
  },
};
