/** Where it listens and keeps its state, and what it offers. */
export interface RuntimeOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly services?: ServiceSet;
}

/** Every service (the default), or only Step Functions with what its tasks call. */
export type ServiceSet = "all" | "states";
