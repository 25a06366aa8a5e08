import { crc32 } from "node:zlib";

/** A checksum that is fed piece by piece. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

const CRC32C_POLYNOMIAL = 0x82f63b78;
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => shifted32(byte));
/** CRC-64/NVME's polynomial, reflected, in two halves. */
const CRC64_POLYNOMIAL = { high: 0x9a6c9329, low: 0xac4bc9b5 };
const CRC64_TABLE = Array.from({ length: 256 }, (_, byte) => shifted64(byte));
const CRC64_HIGH = Uint32Array.from(CRC64_TABLE, ({ high }) => high);
const CRC64_LOW = Uint32Array.from(CRC64_TABLE, ({ low }) => low);

export function createCrc32(): RunningChecksum {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest: () => bigEndian(value),
  };
}

export function createCrc32c(): RunningChecksum {
  let value = 0xffffffff;
  return {
    update(bytes) {
      for (const byte of bytes) value = (value >>> 8) ^ (CRC32C_TABLE[(value ^ byte) & 0xff] as number);
    },
    digest: () => bigEndian(~value >>> 0),
  };
}

export function createCrc64nvme(): RunningChecksum {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(bytes) {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (CRC64_LOW[index] as number);
        high = (high >>> 8) ^ (CRC64_HIGH[index] as number);
      }
    },
    digest: () => Buffer.concat([bigEndian(~high >>> 0), bigEndian(~low >>> 0)]),
  };
}

function shifted32(byte: number): number {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CRC32C_POLYNOMIAL : value >>> 1;
  return value >>> 0;
}

function shifted64(byte: number): { high: number; low: number } {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (carry) {
      high ^= CRC64_POLYNOMIAL.high;
      low ^= CRC64_POLYNOMIAL.low;
    }
  }
  return { high: high >>> 0, low: low >>> 0 };
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
