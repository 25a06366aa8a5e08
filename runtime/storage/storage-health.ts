/** Whether what the runtime knows can still be made durable: one failed database is the failure of all. */
export interface StorageHealth {
  /** Takes note of a failure; the first one is reported. */
  failed(error: Error): void;
  /** `committed` as it is, but rejecting once anything has failed. */
  guard(committed: () => Promise<void>): () => Promise<void>;
}

export function createStorageHealth(report: (error: Error) => void): StorageHealth {
  let failure: Error | undefined;
  return {
    failed(error) {
      if (failure !== undefined) return;
      failure = error;
      report(error);
    },
    guard: (committed) => async () => {
      await committed();
      if (failure !== undefined) throw failure;
    },
  };
}
