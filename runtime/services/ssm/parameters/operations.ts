import type { Operation, Runtime } from "../../../kernel/service.ts";
import { deleteParameter, deleteParameters } from "./operations/delete-parameters.ts";
import { describeParameters } from "./operations/describe-parameters.ts";
import { getParameterHistory } from "./operations/get-parameter-history.ts";
import { getParameter, getParameters } from "./operations/get-parameters.ts";
import { getParametersByPath } from "./operations/get-parameters-by-path.ts";
import { labelParameterVersion, unlabelParameterVersion } from "./operations/label-parameter-version.ts";
import { putParameter } from "./operations/put-parameter.ts";
import { createParameterStore } from "./parameter-store.ts";

/** The operations of Parameter Store, for the SSM service to compose with those of Run Command. */
export function createParameterOperations(runtime: Runtime): {
  operations: Readonly<Record<string, Operation>>;
} {
  const store = createParameterStore(runtime);
  return {
    operations: {
      DeleteParameter: deleteParameter(store),
      DeleteParameters: deleteParameters(store),
      DescribeParameters: describeParameters(store),
      GetParameter: getParameter(store),
      GetParameterHistory: getParameterHistory(store),
      GetParameters: getParameters(store),
      GetParametersByPath: getParametersByPath(store),
      LabelParameterVersion: labelParameterVersion(store),
      PutParameter: putParameter(store),
      UnlabelParameterVersion: unlabelParameterVersion(store),
    },
  };
}
