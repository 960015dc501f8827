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
/** Most of them of one workspace, so that none takes the lines of the others. */
const mostOfOne = 1000;
const everyMs = 1000;
const MINUTE_MS = 60_000;

let waiting: object[] = [];
let shares = new Map<string, number>();
/** Minutes in which a key's refusal at the door has its line. */
let lined = new Map<string, number>();
let dropped = 0;
let timer: NodeJS.Timeout | undefined;
let writing: Promise<void> = Promise.resolve();

/**
 * Notes a request behind its answer. It is written within a second, together with others. Of requests that were refused at the door,
 * as of a program that goes on past its limit, each minute keeps one line, and the others are counted.
 */
export function noteRequest(request: ApiRequest): void {
  const mine = shares.get(request.workspaceId) ?? 0;
  if (waiting.length >= most || mine >= mostOfOne) {
    dropped += 1;
    return;
  }
  shares.set(request.workspaceId, mine + 1);
  waiting.push(rowOf(request));
  if (waiting.length === together) void writeRequests();
  // The timer keeps no process alive; what it would lose at the end are a second's lines.
  else timer ??= setTimeout(() => void writeRequests(), everyMs).unref();
}

/** Returns whether a request gets a line of its own. */
function hasLine({ keyId, endpoint, status }: ApiRequest): boolean {
  if (endpoint !== null || status === 404) return true;
  const now = Date.now();
  const kind = `${keyId} ${status}`;
  if (now - (lined.get(kind) ?? 0) < MINUTE_MS) return false;
  if (lined.size >= most) lined = new Map();
  lined.set(kind, now);
  return true;
}

const rowOf = (request: ApiRequest) => ({
  line: hasLine(request),
  id: uuidv7(),
  at: new Date().toISOString(),
  workspace_id: request.workspaceId,
  key_id: request.keyId,
  method: /^[A-Z]{3,10}$/.test(request.method) ? request.method : "OTHER",
  endpoint: request.endpoint,
  status: request.status,
  milliseconds: Math.min(request.milliseconds, 2_000_000_000),
  ip: request.ip,
  network: addressRange(request.ip),
  user_agent: request.userAgent,
  request_id: request.requestId,
});

/** Writes what waits, one statement after the other. A failure loses those lines, and refuses nobody. */
export function writeRequests(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  writing = writing.then(async () => {
    const rows = waiting;
    waiting = [];
    shares = new Map();
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
