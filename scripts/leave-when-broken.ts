import { logError } from "#lib/core/log.ts";

/**
 * Ends this process in order after an uncaught exception or an unhandled rejection; Node raises
 * both as one event. Logs it under a reference, stops taking work, and tells the supervisor to
 * start a successor. Exits with code 1 once `finish` is done, at the latest after `within`
 * milliseconds.
 */
export function leaveWhenBroken(name: string, finish: () => Promise<unknown>, within: number): void {
  let leaving = false;
  process.on("uncaughtException", (error) => {
    logError(error, { in: name });
    if (leaving) return;
    leaving = true;
    setTimeout(() => process.exit(1), within);
    const finished = (async () => finish())(); // its listener is closed before the successor is requested
    finished.catch((failure) => logError(failure, { in: name })).finally(() => process.exit(1));
    process.send?.({ leaving: true }, () => {});
  });
}
