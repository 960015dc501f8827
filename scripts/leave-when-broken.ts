import { logError } from "#lib/core/log.ts";

/**
 * Ends this process in order after an exception that nothing caught, or a rejection that nothing handled: Node raises
 * both as one event. Logs it under a reference, stops taking work, tells the supervisor to start a successor, and exits
 * with code 1 once `finish` is done, at the latest after `within` milliseconds.
 */
export function leaveWhenBroken(name: string, finish: () => Promise<unknown>, within: number): void {
  let leaving = false;
  process.on("uncaughtException", (error) => {
    logError(error, { in: name });
    if (leaving) return;
    leaving = true;
    setTimeout(() => process.exit(1), within);
    const finished = (async () => finish())(); // its listener is closed before the successor is asked for
    finished.catch((failure) => logError(failure, { in: name })).finally(() => process.exit(1));
    process.send?.({ leaving: true }, () => {});
  });
}
