import type { IncomingMessage } from "node:http";

/** Reason a body ended early. */
export type BodyFault = "too-large" | "too-slow" | "gone";

export type BodyRules = { bytes: number; idleMs: number; bytesPerSecond: number };

export type BodySink = {
  /** Takes a chunk. Returns false to pause until `resume()`. */
  chunk(chunk: Buffer): boolean;
  end(): void;
  /** Called once, instead of `end`. */
  fault(fault: BodyFault): void;
};

/**
 * Reads a request body into `sink` under a size limit and a minimum speed, without buffering. Only
 * time spent waiting for the client counts; the clock stops while the sink has asked for a pause.
 */
export function readBody(request: IncomingMessage, rules: BodyRules, sink: BodySink) {
  let received = 0;
  let waited = 0;
  let waitingSince = performance.now();
  let silentSince = waitingSince;
  let paused = false;
  let over = false;

  const timer = setInterval(judgeSpeed, Math.max(10, rules.idleMs / 4));
  request.on("data", take).once("end", finish).once("close", lost).once("error", lost);

  function take(chunk: Buffer): void {
    const now = performance.now();
    waited += now - waitingSince;
    waitingSince = silentSince = now;
    received += chunk.length;
    if (received > rules.bytes) give("too-large");
    else if (!sink.chunk(chunk) && !over) {
      paused = true;
      request.pause();
    }
  }

  function judgeSpeed(): void {
    if (paused) return;
    const now = performance.now();
    const total = waited + (now - waitingSince);
    const silent = now - silentSince >= rules.idleMs;
    const dripping = total >= rules.idleMs && received / (total / 1000) < rules.bytesPerSecond;
    if (silent || dripping) give("too-slow");
  }

  function finish(): void {
    if (over) return;
    stop();
    sink.end();
  }

  function lost(): void {
    if (!over && !request.complete) give("gone");
  }

  function give(fault: BodyFault): void {
    if (over) return;
    stop();
    sink.fault(fault);
  }

  function stop(): void {
    over = true;
    clearInterval(timer);
    request.off("data", take).off("end", finish);
  }

  return {
    resume(): void {
      if (over || !paused) return;
      paused = false;
      waitingSince = silentSince = performance.now();
      request.resume();
    },
    /** Stops reading; the caller that closes the connection deals with the rest. */
    abandon: stop,
  };
}
