/** What is no proper request of HTTP: a name for it, and the text as it goes over the wire. */
export const malformedMessages: readonly (readonly [what: string, text: string])[] = [
  ["no HTTP", "\u0000\u0001\u0002 nonsense\r\n\r\n"],
  ["two lengths", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
  [
    "a length and chunks",
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  ["chunks that are none", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
  ["a header of megabytes", `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(2_000_000)}\r\n\r\n`],
  ["a query of megabytes", `GET /?${"a=b&".repeat(500_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
  ["another host", "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"],
  ["no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
  [
    "a line break in a header",
    "GET / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Date: a\nInjected: b\r\nConnection: close\r\n\r\n",
  ],
  ["a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a body that breaks off", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"],
];
