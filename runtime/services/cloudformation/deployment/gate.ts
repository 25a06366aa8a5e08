/** Lets steps begin until it is closed. A step that comes later never begins: the next start of the runtime does it. */
export interface Gate {
  run<Result>(step: () => Promise<Result>): Promise<Result>;
  /** Closes, and resolves when every step that had begun has ended. */
  close(): Promise<void>;
}

/** An open gate. */
export function createGate(): Gate {
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;
  return {
    run(step) {
      if (isClosed) return new Promise(() => {});
      const running = step();
      const forget = () => underWay.delete(running);
      underWay.add(running);
      running.then(forget, forget);
      return running;
    },
    async close() {
      isClosed = true;
      await Promise.allSettled([...underWay]);
    },
  };
}
