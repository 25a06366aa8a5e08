import { randomUUID } from "node:crypto";
import { ErrorName, Failure } from "../../../asl/failure.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { TaskService } from "./task-services.ts";

/**
 * The failure of a task whose call was refused, named as AWS names it: optimised integrations after the Java SDK 1
 * (`SNS.NotFoundException`), `aws-sdk` ones after the Java SDK 2 (`S3.NoSuchKeyException`).
 */
export function callFailure(service: TaskService, sdk: boolean, error: unknown): Failure {
  if (!(error instanceof AwsError)) {
    const cause = error instanceof Error ? error.message : String(error);
    return new Failure(ErrorName.taskFailed, cause);
  }
  const { code, status, message } = error;
  // What the SDK itself meets has no answer of a service to tell of.
  if (code === "SdkClientException") return new Failure(`${service.errorPrefix}.${code}`, message);
  const requestId = randomUUID();
  if (sdk) {
    const extended = service.signingName === "s3" ? `, Extended Request ID: ${randomUUID()}` : "";
    const details = `(Service: ${service.causeName}, Status Code: ${status}, Request ID: ${requestId}${extended}) (SDK Attempt Count: 1)`;
    return new Failure(`${service.errorPrefix}.${exceptionName(service, code)}`, `${message} ${details}`);
  }
  const details = `Service: ${service.causeName}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null`;
  return new Failure(`${service.errorPrefix}.${exceptionName(service, code)}`, `${message} (${details})`);
}

/** Error codes are shapes of the service, or become its generic exception. */
function exceptionName(service: TaskService, code: string): string {
  const shapes = service.sdk as Readonly<Record<string, unknown>>;
  const withSuffix = code.endsWith("Exception") ? code : `${code}Exception`;
  const modelled = [code, withSuffix].some(
    (name) => shapes[name] !== undefined || shapes[`${name}$`] !== undefined,
  );
  return modelled || code === "AccessDeniedException" ? withSuffix : service.genericError;
}
