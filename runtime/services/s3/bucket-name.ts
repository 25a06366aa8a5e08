import { s3Errors } from "./errors.ts";

const NAME = /^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const RESERVED = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** S3's rules for the names of general purpose buckets. */
export function checkBucketName(name: string): void {
  const valid = NAME.test(name) && !name.includes("..") && !ADDRESS.test(name) && !RESERVED.test(name);
  if (!valid) throw s3Errors.bucketName(name);
}
