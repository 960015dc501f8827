type Line = { level: string; error?: { name: string; message: string }[] | string; [name: string]: unknown };

/**
 * Runs `work` and returns the lines of the log of faults that this process wrote meanwhile, so that a test says which fault it
 * expects. They are kept off the output: a line that remains there belongs to no expectation.
 */
export async function logged(work: () => unknown): Promise<Line[]> {
  const lines: Line[] = [];
  const write = process.stderr.write;
  process.stderr.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    const line = lineOf(String(chunk));
    if (!line) return write.call(process.stderr, chunk, ...rest);
    lines.push(line);
    return true;
  }) as typeof write;
  try {
    await work();
  } finally {
    process.stderr.write = write;
  }
  return lines;
}

/** Returns the lines of the log in what another process wrote. */
export const linesIn = (text: string): Line[] => text.split("\n").flatMap((each) => lineOf(each) ?? []);

function lineOf(text: string): Line | null {
  if (!text.startsWith('{"level":')) return null;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null;
  }
}
