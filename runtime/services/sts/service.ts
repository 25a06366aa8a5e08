import * as sdk from "@aws-sdk/client-sts";
import type { ServiceFactory } from "../../kernel/service.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { getAccessKeyInfo, getCallerIdentity } from "./operations/get-caller-identity.ts";

/** AWS STS: who a caller is, and sessions of roles that trust the caller. */
export const createSts: ServiceFactory = (runtime) => ({
  signingName: "sts",
  protocol: "awsQuery",
  sdk,
  operations: {
    AssumeRole: assumeRole(runtime),
    GetAccessKeyInfo: getAccessKeyInfo(runtime),
    GetCallerIdentity: getCallerIdentity(),
  },
});
