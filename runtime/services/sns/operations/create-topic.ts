import type { CreateTopicInput, CreateTopicResponse, Tag } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { invalidParameter, type Sns } from "../sns.ts";
import { checkTopicAttributes } from "../topic-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html: creating it again gives the same ARN. */
export function createTopic(sns: Sns): Operation<CreateTopicInput, CreateTopicResponse> {
  return (input) => {
    const name = input.Name ?? "";
    if (name.endsWith(".fifo")) throw invalidParameter("Topic Name: FIFO topics are not emulated");
    if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter("Topic Name");
    if (input.DataProtectionPolicy !== undefined)
      throw invalidParameter("DataProtectionPolicy is not emulated");
    const attributes = checkTopicAttributes(input.Attributes ?? {});
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

/** Tags as the wire has them, by key. */
export function toRecord(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}
