import { uuidv7 } from "uuidv7";
import { single } from "#lib/core/database/single.ts";
import { logError } from "#lib/core/log.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";

/** One request of a program, as its log keeps it: without body and query string. */
export type ApiRequest = {
  workspaceId: string;
  keyId: string;
  method: string;
  /** Its address as the description writes it, such as "/contacts/{id}"; null where it was refused before. */
  endpoint: string | null;
  status: number;
  milliseconds: number;
  ip: string | null;
  userAgent: string | null;
  requestId: string;
};

/** Rows of one statement. */
const together = 500;
/** Most rows that wait. Past it a row is dropped, because no log may fill the memory. */
const most = 10_000;
const everyMs = 1000;

let waiting: object[] = [];
let dropped = 0;
let timer: NodeJS.Timeout | undefined;
let writing: Promise<void> = Promise.resolve();

/** Notes a request behind its answer. It is written within a second, together with others. */
export function noteRequest(request: ApiRequest): void {
  if (waiting.length >= most) {
    dropped += 1;
    return;
  }
  waiting.push(rowOf(request));
  if (waiting.length >= together) void writeRequests();
  // The timer keeps no process alive; what it would lose at the end are a second's lines.
  else timer ??= setTimeout(() => void writeRequests(), everyMs).unref();
}

const rowOf = ({ method, ip, userAgent, ...request }: ApiRequest) => ({
  id: uuidv7(),
  at: new Date().toISOString(),
  workspace_id: request.workspaceId,
  key_id: request.keyId,
  method: /^[A-Z]{3,10}$/.test(method) ? method : "OTHER",
  endpoint: request.endpoint,
  status: request.status,
  milliseconds: Math.min(request.milliseconds, 2_000_000_000),
  ip,
  network: addressRange(ip),
  user_agent: userAgent,
  request_id: request.requestId,
});

/** Writes what waits, one statement after the other. A failure loses those lines, and refuses nobody. */
export function writeRequests(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  writing = writing.then(async () => {
    const rows = waiting;
    waiting = [];
    if (dropped > 0) {
      logError(new Error(`${dropped} requests are missing in the log of API keys.`), {
        event: "api-requests",
      });
      dropped = 0;
    }
    for (let from = 0; from < rows.length; from += together) {
      const part = JSON.stringify(rows.slice(from, from + together));
      await single`select note_api_requests(${part}::text::jsonb)`.catch((error) =>
        logError(error, { event: "api-requests" }),
      );
    }
  });
  return writing;
}
