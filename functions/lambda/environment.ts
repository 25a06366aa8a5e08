/** A variable of the function's environment, which the deployment sets. Throws when it is absent: a defect of the deployment. */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new Error(`expected the environment variable ${name} to be set by the deployment; it is absent`);
}
