import type {
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { checkBus, type Events, invalid } from "../events.ts";
import type { Route } from "../routing.ts";

const LARGEST_REQUEST_BYTES = 1_048_576;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: each entry succeeds or fails on its own. */
export function putEvents(events: Events, route: Route): Operation<PutEventsRequest, PutEventsResponse> {
  return (input) => {
    const entries = input.Entries ?? [];
    refuseMembers(input, ["EndpointId"], { code: "ValidationException" });
    if (entries.length === 0 || entries.length > 10)
      throw invalid(`PutEvents takes 1 to 10 entries; got ${entries.length}.`);
    const bytes = entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail ?? ""), 0);
    if (bytes > LARGEST_REQUEST_BYTES)
      throw invalid("Total size of the entries in the request is over the limit.");
    const Entries = entries.map((entry) => putEntry(events, entry, route));
    return { Entries, FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode !== undefined).length };
  };
}

function missing(name: string): AwsError {
  return new AwsError(
    "InvalidArgument",
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  );
}

function putEntry(events: Events, entry: PutEventsRequestEntry, route: Route): PutEventsResultEntry {
  try {
    checkBus(events, entry.EventBusName);
    const { Source: source, DetailType: detailType } = entry;
    if (!source) throw missing("Source");
    if (!detailType) throw missing("DetailType");
    if (source.startsWith("aws.")) {
      throw new AwsError("NotAuthorizedForSourceException", `Not authorized for the source ${source}.`);
    }
    const detail = parseDetail(entry.Detail);
    const resources = entry.Resources ?? [];
    const time = entry.Time && { timeMs: entry.Time.getTime() };
    return { EventId: route({ source, detailType, detail, resources, ...time }) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { ErrorCode: error.code, ErrorMessage: error.message };
  }
}

function parseDetail(text: string | undefined): Record<string, unknown> {
  try {
    const detail: unknown = JSON.parse(text ?? "");
    if (typeof detail === "object" && detail !== null && !Array.isArray(detail)) return { ...detail };
  } catch {
    // Falls through to the refusal.
  }
  throw new AwsError("MalformedDetail", "Detail is malformed.");
}
