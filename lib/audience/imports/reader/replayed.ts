/**
 * Lets several readers in turn read one source from its start, which is itself read once. All that was read is kept until its disposal,
 * so that each reader must stop after some megabytes.
 */
export function replayed(source: AsyncIterable<Uint8Array>) {
  const pieces = source[Symbol.asyncIterator]();
  const kept: Uint8Array[] = [];
  let ended = false;
  let failed: { error: unknown } | null = null;
  let reading: Promise<void> | null = null;

  async function readOne(): Promise<void> {
    try {
      const step = await pieces.next();
      if (step.done) ended = true;
      else kept.push(step.value);
    } catch (error) {
      failed = { error };
    }
  }

  return {
    async *open(): AsyncGenerator<Uint8Array, void, undefined> {
      for (let at = 0; ; at++) {
        while (at >= kept.length) {
          if (failed) throw failed.error;
          if (ended) return;
          // A reader that stopped may have left a piece on its way.
          reading ??= readOne().finally(() => (reading = null));
          await reading;
        }
        yield kept[at] as Uint8Array;
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await pieces.return?.();
    },
  };
}
