import { createEc2 } from "../../runtime/services/ec2/service.ts";
import { createKms } from "../../runtime/services/kms/service.ts";
import { createSsm } from "../../runtime/services/ssm/service.ts";
import { createObjectShelf, registerMachineImage } from "./machine-image.ts";
import { startTestRuntime } from "./runtime.ts";

/** A runtime of its own, to be killed: makes an image, prints how to reach it, and stays up. */
const aws = await startTestRuntime({
  services: [createEc2, createKms, createObjectShelf, createSsm],
  dataDir: process.argv[2] ?? "",
});
const boot =
  "console.log('up ' + process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT + ';'); setInterval(() => {}, 1000)";
const imageId = await registerMachineImage(aws, { name: "stays", files: { "boot.mjs": boot } });
process.stdout.write(`${JSON.stringify({ imageId, clientConfig: aws.clientConfig })}\n`);
