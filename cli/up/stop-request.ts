const REPEAT_MS = 1500;

/**
 * A signal that Ctrl-C, SIGTERM or SIGHUP aborts. A terminal and npm both pass Ctrl-C on, so what comes within a
 * second and a half is the same request; a later one ends the process at once.
 */
export function stopRequest(): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = () => {
    if (controller.signal.aborted && Date.now() - firstMs > REPEAT_MS) process.exit(130);
    if (controller.signal.aborted) return;
    firstMs = Date.now();
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  return controller.signal;
}
