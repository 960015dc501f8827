import { single } from "#lib/core/database/single.ts";
import { logError } from "#lib/core/log.ts";

type Run = { workspace_id: string; key_id: string; key: string; run: string };

const running = new Set<Run>();
let beat: NodeJS.Timeout | undefined;

/** A run counts as dead after 30 seconds without a word (begin_idempotent_request), so that five words may be lost. */
const everyMs = 5000;

/** Does the work of a request, and says every five seconds that it goes on. One statement speaks for all requests of the process. */
export async function whileRunning<R>(run: Run, work: () => Promise<R>): Promise<R> {
  running.add(run);
  beat ??= setInterval(speak, everyMs).unref();
  try {
    return await work();
  } finally {
    running.delete(run);
    if (running.size === 0) {
      clearInterval(beat);
      beat = undefined;
    }
  }
}

function speak() {
  single`select keep_idempotent_requests(${JSON.stringify([...running])}::jsonb)`.catch((error: unknown) =>
    logError(error, { where: "keep_idempotent_requests" }),
  );
}
