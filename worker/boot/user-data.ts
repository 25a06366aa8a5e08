/** What an instance is told at its launch: where its configuration is, or that it is a tooling instance. */
export type UserData =
  | { readonly role: "tooling" }
  | {
      readonly role: "application";
      readonly configParameter: { readonly name: string; readonly version: number };
      readonly logGroup: string;
    };

/** Reads user data (JSON); throws with what was expected when it is something else. */
export function parseUserData(text: string | undefined): UserData {
  const value = JSON.parse(text ?? "{}") as Record<string, unknown>;
  if (value.role === "tooling") return { role: "tooling" };
  const { name, version } = (value.configParameter ?? {}) as Record<string, unknown>;
  if (typeof name === "string" && typeof version === "number" && typeof value.logGroup === "string")
    return { role: "application", configParameter: { name, version }, logGroup: value.logGroup };
  throw new Error(
    'expected user data as {"configParameter": {"name", "version"}, "logGroup"} or {"role": "tooling"}',
  );
}
