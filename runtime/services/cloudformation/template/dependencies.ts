import { referencesIn } from "./references.ts";
import type { Template } from "./template.ts";

/** The resources of the template that one of them needs: by reference or by `DependsOn`. */
export function dependenciesOf(template: Template, logicalId: string): string[] {
  const resource = template.Resources[logicalId];
  if (resource === undefined) return [];
  const referenced = referencesIn(resource.Properties).map(({ name }) => name);
  const all = new Set([...referenced, ...[resource.DependsOn ?? []].flat()]);
  return [...all].filter((id) => id !== logicalId && Object.hasOwn(template.Resources, id)).sort();
}

/** A circle of resources that wait for each other, if there is one. */
export function findCycle(template: Template): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(id)) return path.slice(path.indexOf(id));
    if (done.has(id)) return undefined;
    for (const other of dependenciesOf(template, id)) {
      const cycle = visit(other, [...path, id]);
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const id of Object.keys(template.Resources)) {
    const cycle = visit(id, []);
    if (cycle) return cycle;
  }
  return undefined;
}
