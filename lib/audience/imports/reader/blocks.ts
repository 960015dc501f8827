import { setImmediate as nextTurn } from "node:timers/promises";

/** Source that yields bytes in order: a body, a file, a column of chunks. */
export type ByteSource = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

const smallest = 64 * 1024;
const largest = 256 * 1024;

// A source that never really waits (memory, a fast disk) must not block the process's other work.
const blocksPerTurn = 8;

/**
 * Cuts and joins a source's chunks into blocks: the first of exactly `head` bytes, the others of 64
 * to 256 KB. Only the last may be shorter. A block's bytes are valid until the next one is
 * requested.
 * @throws the signal's reason as soon as it is aborted, even while the source hangs.
 */
export async function* blocksOf(
  source: ByteSource,
  head: number,
  signal?: AbortSignal,
): AsyncGenerator<{ bytes: Buffer; last: boolean }, void, undefined> {
  const iterator = chunksOf(source);
  let ended = false;
  try {
    const joined = Buffer.allocUnsafeSlow(Math.max(head, largest));
    let wanted = head;
    let held = 0;
    let turn = 0;
    for (;;) {
      const step = await unlessAborted(iterator.next(), signal);
      if (step.done) {
        ended = true;
        yield { bytes: joined.subarray(0, held), last: true };
        return;
      }
      const { value } = step;
      if (!(value instanceof Uint8Array)) throw new TypeError("A contact file is read from chunks of bytes.");
      for (let at = 0; at < value.length; ) {
        const taken = Math.min(value.length - at, wanted - held);
        joined.set(value.subarray(at, at + taken), held);
        held += taken;
        at += taken;
        if (held < wanted && (held < smallest || wanted === head)) continue;
        yield { bytes: joined.subarray(0, held), last: false };
        held = 0;
        wanted = largest;
        if (++turn % blocksPerTurn === 0) await unlessAborted(nextTurn(), signal);
      }
    }
  } finally {
    // Not awaited, because a hanging source would hang its own cancellation too.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

// A web stream's own iterator cancels only after the current read; its reader cancels at once.
function chunksOf(source: ByteSource): Pick<AsyncIterator<Uint8Array>, "next" | "return"> {
  if (!("getReader" in source)) return source[Symbol.asyncIterator]();
  const reader = source.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<Uint8Array>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

// One listener per wait, because one long-lived promise in Promise.race would remember every wait
// of a long file.
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
    promise.catch(() => {});
  }
}
