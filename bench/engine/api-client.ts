import { createHash, createHmac } from "node:crypto";
import { Agent, request } from "node:http";

/** Who calls the service, and where it is. */
export interface ApiClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Calls Step Functions over kept connections, every request signed; rejects when it is refused. */
export interface ApiClient {
  call<Output>(operation: string, input: object): Promise<Output>;
  close(): void;
}

const SIGNED_HEADERS = "content-type;host;x-amz-date;x-amz-target";
const CONTENT_TYPE = "application/x-amz-json-1.0";

/**
 * A client as thin as can be: the SDK's takes longer to make a request than the service to serve it, and it is the service
 * that is measured. Signature Version 4 as in the IAM User Guide, "Create a signed AWS API request".
 */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const { hostname, port, host } = new URL(options.endpoint);
  const agent = new Agent({ keepAlive: true });
  const sign = createSigner(options, host);
  return {
    call: <Output>(operation: string, input: object) =>
      new Promise<Output>((resolve, reject) => {
        const body = JSON.stringify(input);
        const headers = sign(`AWSStepFunctions.${operation}`, body);
        const outgoing = request({ agent, hostname, port, method: "POST", headers }, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            if (incoming.statusCode === 200) resolve(JSON.parse(text) as Output);
            else reject(new Error(`${operation} was answered ${incoming.statusCode}: ${text}`));
          });
        });
        outgoing.on("error", reject).end(body);
      }),
    close: () => agent.destroy(),
  };
}

type Signer = (target: string, body: string) => Record<string, string>;

function createSigner({ region, accessKeyId, secretAccessKey }: ApiClientOptions, host: string): Signer {
  let keyDay = "";
  let key: Buffer = Buffer.alloc(0);
  return (target, body) => {
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const scope = [time.slice(0, 8), region, "states", "aws4_request"];
    if (keyDay !== scope[0]) key = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
    keyDay = time.slice(0, 8);
    const headers = { "content-type": CONTENT_TYPE, host, "x-amz-date": time, "x-amz-target": target };
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const canonical = ["POST", "/", "", lines.join(""), SIGNED_HEADERS, sha256(body)].join("\n");
    const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(canonical)].join("\n");
    const credential = `Credential=${accessKeyId}/${scope.join("/")}`;
    const signature = `Signature=${hmac(key, text).toString("hex")}`;
    const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${SIGNED_HEADERS}, ${signature}`;
    return { ...headers, authorization, "content-length": String(Buffer.byteLength(body)) };
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
