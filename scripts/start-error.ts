/** Error that the operator at the terminal can fix. Printed as it is, without a stack. */
export class StartError extends Error {}

/** Returns disk errors in words, and any other error unchanged. */
export function inWords(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path ? ` (${path})` : "";
  if (code === "ENOSPC") return new StartError(`The disk is full${where}. Make room, then start again.`);
  if (code === "EROFS")
    return new StartError(`The disk is read-only${where}. Choose another folder with DATA_DIR.`);
  if (code === "EMFILE" || code === "ENFILE") {
    return new StartError("Too many files are open. Raise the limit (ulimit -n 4096), then start again.");
  }
  return error;
}
