import fc from "fast-check";
import type { Case } from "./case.ts";
import { jsonBody } from "./json-body.ts";

const segment = fc.constantFrom(
  "bucket",
  "key",
  "%E0%A4%A",
  "%",
  "%2F",
  "..",
  ".",
  "",
  "a%20b",
  "2015-03-31",
  "functions",
  "%00",
  "é".normalize(),
  "invocations",
);
const subresource = fc.constantFrom(
  ...[
    "",
    "uploads",
    "uploadId=x&partNumber=y",
    "list-type=2&max-keys=-1",
    "delete",
    "tagging",
    "versionId=%",
    "partNumber=999999",
  ],
  ...[
    "response-content-type=a%0d%0ab",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "a=%E0%A4%A",
    "policy",
    "prefix=%ff",
    "max-keys=x",
  ],
);
const xml = fc.constantFrom(
  ...[
    "",
    "<a",
    "<a></b>",
    "<Delete><Object/></Delete>",
    "<Delete><Object><Key>a</Key></Object>",
    "<__proto__>1</__proto__>",
  ],
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Tagging>&b;&b;</Tagging>',
  '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Tagging><TagSet><Tag><Key>&a;</Key></Tag></TagSet></Tagging>',
  `<a>${"<b>".repeat(20_000)}</a>`,
  "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>",
);
const chunked = fc.constantFrom(
  ...[
    "",
    "5\r\nhello\r\n0\r\n\r\n",
    "zz\r\n",
    "-5\r\nhello",
    "ffffffffff\r\nx",
    "5;chunk-signature=0\r\nhello\r\n0;chunk-signature=\r\n\r\n",
  ],
  ...["5\r\nhel", "0", "5\nhello\n0\n\n", "1\r\nhello\r\n0\r\nx-amz-checksum-crc32: nonsense\r\n\r\n"],
);
const upload = fc.tuple(
  chunked,
  fc.constantFrom("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-"),
);

/** Calls of the REST protocols: odd paths, subresources, XML and chunks. */
export const restCase: fc.Arbitrary<Case> = fc
  .tuple(
    fc.constantFrom("s3", "lambda"),
    fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS"),
    fc.tuple(fc.array(segment, { maxLength: 5 }), subresource),
    fc.oneof(
      xml.map((text) => ({ body: Buffer.from(text), headers: {} })),
      jsonBody.map((body) => ({ body, headers: {} })),
      upload.map(([text, kind]) => ({
        body: Buffer.from(text),
        headers: {
          "content-encoding": "aws-chunked",
          "x-amz-content-sha256": kind,
          "x-amz-decoded-content-length": "5",
        },
      })),
    ),
    fc.constantFrom<Record<string, string>[]>(
      {},
      { range: "bytes=9-1" },
      { range: "x" },
      { "x-amz-copy-source": "%E0%A4%A" },
      { "content-md5": "x" },
      { "x-amz-meta-a": "\u00e9" },
      { "if-modified-since": "x" },
      { "x-amz-tagging": "%" },
      { "x-amz-checksum-crc32": "x" },
    ),
  )
  .map(([service, method, [segments, query], { body, headers }, odd]) => ({
    service,
    method,
    target: `/${segments.join("/")}${query === "" ? "" : `?${query}`}`.replaceAll("é", "%C3%A9"),
    headers: { ...headers, ...odd },
    body,
  }));
