/** What a service says when it refuses a call. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** A call that a service answered with an error; its `name` is AWS's code, and its status stands where the SDK has it. */
export class AwsRefusal extends Error {
  override readonly name: string;
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(status: number, { code, message }: Refusal) {
    super(`${message} (status ${status})`);
    this.name = code;
    this.$metadata = { httpStatusCode: status };
  }
}

/** The error of a service that speaks JSON: `__type` is the code, behind a namespace or before a place. */
export function readJsonRefusal(body: string): Refusal {
  const { __type: type, message, Message } = parseObject(body);
  const code = /^(?:.*#)?([^:]+)/.exec(String(type ?? "UnknownError"))?.[1] ?? "UnknownError";
  return { code, message: String(message ?? Message ?? "no message") };
}

/** The error of S3, in XML. */
export function readXmlRefusal(body: string): Refusal {
  const textOf = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
  return { code: textOf("Code") ?? "UnknownError", message: textOf("Message") ?? "no message" };
}

/** What a load balancer or proxy answers in a service's place is no JSON. */
function parseObject(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
