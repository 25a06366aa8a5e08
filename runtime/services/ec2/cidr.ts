import { AwsError } from "../../protocol/aws-error.ts";

/** A block that EC2 takes: an IPv4 network of 16 to 28 bits, without bits set beyond them. */
export function checkCidr(cidr = ""): string {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const octets = match?.slice(1, 5).map(Number) ?? [256];
  const bits = Number(match?.[5]);
  if (octets.some((octet) => octet > 255) || !(bits <= 32)) {
    throw new AwsError(
      "InvalidParameterValue",
      `Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  if (bits < 16 || bits > 28) throw new AwsError("InvalidVpc.Range", `The CIDR '${cidr}' is invalid.`);
  return `${toText(firstAddress(cidr))}/${bits}`;
}

/** Whether the inner block lies within the outer one. */
export function cidrContains(outer: string, inner: string): boolean {
  const [outerBits, innerBits] = [bitsOf(outer), bitsOf(inner)];
  return (
    innerBits >= outerBits && firstAddress(`${inner.split("/")[0]}/${outerBits}`) === firstAddress(outer)
  );
}

function bitsOf(cidr: string): number {
  return Number(cidr.split("/")[1]);
}

function firstAddress(cidr: string): number {
  const address = (cidr.split("/")[0] ?? "").split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - bitsOf(cidr));
  return Math.floor(address / size) * size;
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
