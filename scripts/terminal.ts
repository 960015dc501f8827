import { StartError } from "./start-error.ts";

type Stream = NodeJS.WriteStream;

/**
 * Prints one line per step. Lines of the processes get their name in front, in its own colour on a
 * terminal.
 */
export function terminal(stream: Stream = process.stdout) {
  const colour = (code: number, text: string) =>
    stream.isTTY && !process.env.NO_COLOR ? `\x1b[${code}m${text}\x1b[0m` : text;
  const colours: Record<string, number> = { edge: 36, web: 35, worker: 33, mailbox: 34, database: 32 };
  return {
    say: (line: string) => void stream.write(`${line}\n`),
    done: (line: string) => void stream.write(`${colour(32, "✓")} ${line}\n`),
    print: (name: string, line: string) =>
      void stream.write(`${colour(colours[name] ?? 37, name.padEnd(8))} ${line}\n`),
  };
}

export type Terminal = ReturnType<typeof terminal>;

/** Prints the end of a failed command: words for what the operator can fix, otherwise the stack. */
export function failed(error: unknown): void {
  if (error instanceof StartError) process.stderr.write(`\n${error.message}\n`);
  else process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
}

export const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
