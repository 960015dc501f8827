import { readFileSync } from "node:fs";

/** Limits the edge sets for one client. Sizes are bytes, times milliseconds. */
export type Limits = {
  /** Largest request target (path and query); a longer one gets 414. */
  targetBytes: number;
  /** Largest header block as sent, with names, values and separators; a larger one gets 431. */
  headerBytes: number;
  headerCount: number;
  /** Largest request body, declared or streamed; a larger one gets 413. */
  bodyBytes: number;
  /** Largest body of a page's form, no more than the web process reads; a larger one gets 413. */
  formBytes: number;
  /**
   * Most parts in a page's multipart form; more get 413. A thousand cost the web process some 10
   * ms, 14,000 cost 200.
   */
  formParts: number;
  /** Most parameters in a query; more get 414. */
  parameters: number;
  /** Most cookies of a request; more get 431. Next reads them in time that grows with the square of their number. */
  cookies: number;
  /**
   * The edge cuts a User-Agent here, because Next's search for crawlers in it takes time quadratic
   * in its length.
   */
  userAgentBytes: number;
  /** Largest request body on `largeBodyPath`. */
  largeBodyBytes: number;
  /** The routes whose bodies are files, streamed and never held in memory. */
  largeBodyPath: RegExp;
  /**
   * Longest time from a request's first byte (or the connection's start) to the end of its headers;
   * more gets 408.
   */
  headersMs: number;
  /** Longest silence inside a body, counted only while the edge is ready to read; more gets 408. */
  bodyIdleMs: number;
  /** Average rate a body must keep once the edge has waited `bodyIdleMs` for it. */
  bodyBytesPerSecond: number;
  /** Longest time to the web process's first response byte; more gets 504. */
  upstreamMs: number;
  /** Longest time a client may leave a response unread before the edge cuts the connection. */
  stallMs: number;
  keepAliveMs: number;
  requestsPerConnection: number;
  /**
   * Most connections in all. Past it the edge closes the longest idle one, or the new one when none
   * is idle.
   */
  connections: number;
  /** Most connections of one peer address; trusted proxies are exempt. */
  connectionsPerIp: number;
  /** Most connections of one loopback peer, such as this machine's load balancer, tests and probes. */
  connectionsPerLoopbackIp: number;
  /**
   * Time after a refusal in which the edge reads and discards what the client still sends, so that
   * the refusal arrives.
   */
  lingerMs: number;
  /** Longest time `close()` waits for running requests. */
  closeMs: number;
};

export const defaultLimits: Limits = {
  targetBytes: 8 * 1024,
  headerBytes: 16 * 1024,
  headerCount: 100,
  bodyBytes: 10 * 1024 * 1024,
  formBytes: 1024 * 1024,
  formParts: 1_000,
  parameters: 200,
  cookies: 200,
  userAgentBytes: 512,
  largeBodyBytes: 2 * 1024 * 1024 * 1024,
  largeBodyPath: /^\/api\/(?:uploads\/[A-Za-z0-9_-]{64}|v1\/imports\/?)$/,
  headersMs: 10_000,
  bodyIdleMs: 30_000,
  bodyBytesPerSecond: 512,
  upstreamMs: 60_000,
  stallMs: 120_000,
  keepAliveMs: 65_000,
  requestsPerConnection: 10_000,
  connections: Math.min(16_384, openFiles() - 1_536),
  connectionsPerIp: 1_000,
  connectionsPerLoopbackIp: Number.POSITIVE_INFINITY,
  lingerMs: 1_000,
  closeMs: 10_000,
};

/**
 * Returns the process's limit of open files. Connections to the web process and the process's own
 * files need some of them.
 */
function openFiles(): number {
  try {
    const line = readFileSync("/proc/self/limits", "utf8").match(/^Max open files\s+(\d+)/m);
    return Math.max(2_048, Number(line?.[1] ?? 18_000));
  } catch {
    return 18_000;
  }
}
