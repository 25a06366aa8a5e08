import type { Operation } from "../../../kernel/service.ts";
import type { RunCommand } from "./context.ts";
import { cancelCommand } from "./operations/cancel-command.ts";
import { createDocument } from "./operations/create-document.ts";
import { deleteDocument } from "./operations/delete-document.ts";
import { describeDocument } from "./operations/describe-document.ts";
import { describeInstanceInformation } from "./operations/describe-instance-information.ts";
import { getCommandInvocation } from "./operations/get-command-invocation.ts";
import { getDocument } from "./operations/get-document.ts";
import { listCommandInvocations } from "./operations/list-command-invocations.ts";
import { listCommands } from "./operations/list-commands.ts";
import { listDocuments } from "./operations/list-documents.ts";
import { sendCommand } from "./operations/send-command.ts";
import { updateDocument } from "./operations/update-document.ts";
import { updateDocumentDefaultVersion } from "./operations/update-document-default-version.ts";

/** The operations on documents and commands that exist here, by their names. */
export const commandOperationTable = (runCommand: RunCommand): Readonly<Record<string, Operation>> => ({
  CancelCommand: cancelCommand(runCommand),
  CreateDocument: createDocument(runCommand),
  DeleteDocument: deleteDocument(runCommand),
  DescribeDocument: describeDocument(runCommand),
  DescribeInstanceInformation: describeInstanceInformation(runCommand),
  GetCommandInvocation: getCommandInvocation(runCommand),
  GetDocument: getDocument(runCommand),
  ListCommandInvocations: listCommandInvocations(runCommand),
  ListCommands: listCommands(runCommand),
  ListDocuments: listDocuments(runCommand),
  SendCommand: sendCommand(runCommand),
  UpdateDocument: updateDocument(runCommand),
  UpdateDocumentDefaultVersion: updateDocumentDefaultVersion(runCommand),
});
