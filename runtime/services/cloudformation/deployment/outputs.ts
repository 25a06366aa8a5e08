import type { StackOutput, StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { resolve, type Scope } from "../template/resolve.ts";
import type { OutputDeclaration, Template } from "../template/template.ts";
import { validationError } from "../template/validation-error.ts";
import { holds, stackScope } from "./scope.ts";

/** The stack's outputs. Refuses an export that another stack has already. */
export function stackOutputs(stacks: Stacks, stack: StackRecord, template: Template): StackOutput[] {
  const scope = stackScope(stacks, stack, template);
  const outputs = Object.entries(template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition, scope))
    .map(([key, declaration]) => output(key, declaration, scope));
  for (const { exportName } of outputs) if (exportName) refuseTaken(stacks, stack, exportName);
  return outputs;
}

function output(key: string, { Value, Description, Export }: OutputDeclaration, scope: Scope): StackOutput {
  const value = resolve(Value, scope);
  if (typeof value === "object") throw validationError(`Template format error: Output ${key} must be text.`);
  return {
    key,
    value: String(value),
    ...(Description !== undefined && { description: Description }),
    ...(Export && { exportName: String(resolve(Export.Name, scope)) }),
  };
}

function refuseTaken(stacks: Stacks, { stackId }: StackRecord, name: string): void {
  for (const other of stacks.all()) {
    if (other.stackId === stackId || other.status === "DELETE_COMPLETE") continue;
    if (other.outputs.some(({ exportName }) => exportName === name))
      throw validationError(`Export with name ${name} is already exported by stack ${other.name}.`);
  }
}
