import type { ListExportsCommandInput, ListExportsCommandOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import type { Stacks } from "../stacks.ts";

/** ListExports: what the stacks that exist offer to `Fn::ImportValue`, on one page. */
export function listExports(
  stacks: Stacks,
): Operation<ListExportsCommandInput, Omit<ListExportsCommandOutput, "$metadata">> {
  return () => {
    const existing = [...stacks.all()].filter(({ status }) => status !== "DELETE_COMPLETE");
    const exports = existing.flatMap(({ stackId, outputs }) =>
      outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ ExportingStackId: stackId, Name: exportName, Value: value }],
      ),
    );
    return { Exports: exports };
  };
}
