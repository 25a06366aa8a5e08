import { DescribeImagesCommand, type EC2Client, type Image } from "@aws-sdk/client-ec2";

/** Our own image of this name, if there is one. */
export async function findImage(ec2: EC2Client, name: string): Promise<Image | undefined> {
  const { Images } = await ec2.send(
    new DescribeImagesCommand({ Owners: ["self"], Filters: [{ Name: "name", Values: [name] }] }),
  );
  return Images?.[0];
}
