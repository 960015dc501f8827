import { readFileSync } from "node:fs";

/** What the edge lets one client have. Sizes in bytes, times in milliseconds. */
export type Limits = {
  /** Request target (path and query): past it 414. */
  targetBytes: number;
  /** Header block as sent, names, values and separators: past it 431. */
  headerBytes: number;
  headerCount: number;
  /** Request body, declared or streamed: past it 413. */
  bodyBytes: number;
  /** Body of a page's form, no more than the web process reads: past it 413. */
  formBytes: number;
  /** Parts of a page's multipart form: past it 413. A thousand cost the web process some 10 ms, 14,000 cost 200. */
  formParts: number;
  /** Parameters of a query: past it 414. */
  parameters: number;
  /** A User-Agent is cut here: Next's search for crawlers in it takes time that grows with the square of its length. */
  userAgentBytes: number;
  /** Request body on `largeBodyPaths`. */
  largeBodyBytes: number;
  /** Exact paths whose bodies are files, streamed and never held in memory. */
  largeBodyPaths: readonly string[];
  /** From a request's first byte (or the connection's start) to the end of its headers: past it 408. */
  headersMs: number;
  /** Silence inside a body, counted only while the edge itself is ready to read: past it 408. */
  bodyIdleMs: number;
  /** Average rate a body must keep once `bodyIdleMs` were spent waiting for it. */
  bodyBytesPerSecond: number;
  /** How long the web process may take to its first response byte: past it 504. */
  upstreamMs: number;
  /** A response the client does not read for this long is given up. */
  stallMs: number;
  keepAliveMs: number;
  requestsPerConnection: number;
  /** All connections; past it the longest idle one is closed, and with none idle the new one. */
  connections: number;
  /** Connections of one peer address; trusted proxies are exempt. */
  connectionsPerIp: number;
  /** The same for loopback peers: this machine's own load balancer, tests, probes. */
  connectionsPerLoopbackIp: number;
  /** After a refusal, how long what the client still sends is read and thrown away, so the answer arrives. */
  lingerMs: number;
  /** How long `close()` waits for running requests. */
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
  userAgentBytes: 512,
  largeBodyBytes: 2 * 1024 * 1024 * 1024,
  largeBodyPaths: ["/api/v1/imports", "/api/uploads"],
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

/** The process's limit of open files; connections to the web process and files of its own need some of them. */
function openFiles(): number {
  try {
    const line = readFileSync("/proc/self/limits", "utf8").match(/^Max open files\s+(\d+)/m);
    return Math.max(2_048, Number(line?.[1] ?? 18_000));
  } catch {
    return 18_000;
  }
}
