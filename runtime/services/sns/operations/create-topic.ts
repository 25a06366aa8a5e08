import type { CreateTopicInput, CreateTopicResponse, Tag } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { invalidParameter, type Sns } from "../sns.ts";
import { checkTopicAttributes } from "../topic-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html: creating it again gives the same ARN. */
export function createTopic(sns: Sns): Operation<CreateTopicInput, CreateTopicResponse> {
  return (input) => {
    const name = input.Name ?? "";
    checkName(name, input.Attributes?.FifoTopic === "true");
    if (input.DataProtectionPolicy !== undefined)
      throw invalidParameter("DataProtectionPolicy is not emulated");
    const attributes = checkTopicAttributes(input.Attributes ?? {}, name);
    const tags = toRecord(input.Tags);
    const owner = sns.runtime.accountId;
    const arn = `arn:aws:sns:${sns.runtime.region}:${owner}:${name}`;
    const existing = sns.state.topics.get(arn);
    if (existing === undefined) sns.state.topics.put(arn, { arn, name, owner, attributes, tags });
    else if (Object.entries(attributes).some(([key, value]) => (existing.attributes[key] ?? "") !== value)) {
      throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
    } else if (Object.entries(tags).some(([key, value]) => existing.tags[key] !== value)) {
      throw invalidParameter("Tags Reason: Topic already exists with different tags");
    }
    return { TopicArn: arn };
  };
}

function checkName(name: string, fifo: boolean): void {
  if (name.length > 256 || !(fifo ? /^[\w-]+\.fifo$/ : /^[\w-]+$/).test(name)) {
    throw invalidParameter(
      fifo
        ? "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long."
        : "Topic Name",
    );
  }
}

/** Tags as the wire has them, by key. */
export function toRecord(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}
