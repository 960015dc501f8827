import { BodyCutOff } from "#lib/api/body-cut-off.ts";
import { type BodyFault, readBody } from "./body.ts";
import type { AdmittedExchange } from "./exchange.ts";

/**
 * Bodies declared up to this size are read before the handler runs, because one buffer is cheaper
 * than a stream.
 */
const wholeBytes = 64 * 1024;

/**
 * Returns the body for the Request constructor: nothing, one small buffer, or a stream read as fast
 * as the handler pulls. A stream nobody pulls is not read, nor its sender invited to send it, so that
 * a handler refuses a body by its head. `onFault` is called once when the body breaks a rule or its client leaves;
 * the stream then errors too.
 */
export function apiBody(
  exchange: AdmittedExchange,
  onFault: (fault: BodyFault) => void,
): null | Promise<Uint8Array<ArrayBuffer> | null> | ReadableStream<Uint8Array> {
  const { length } = exchange.admitted;
  if (length === 0) return null;
  const waits = exchange.request.headers.expect !== undefined;
  if (waits || length === null || length > wholeBytes) return stream(exchange, onFault);
  return whole(exchange, onFault);
}

function rules({ house, admitted }: AdmittedExchange) {
  return {
    bytes: admitted.maxBody,
    idleMs: house.limits.bodyIdleMs,
    bytesPerSecond: house.limits.bodyBytesPerSecond,
  };
}

/** Reads the whole body; returns null when it did not arrive. */
function whole(exchange: AdmittedExchange, onFault: (fault: BodyFault) => void) {
  const { promise, resolve } = Promise.withResolvers<Uint8Array<ArrayBuffer> | null>();
  const chunks: Buffer[] = [];
  readBody(exchange.request, rules(exchange), {
    chunk: (chunk) => chunks.push(chunk) > 0,
    end: () => resolve(new Uint8Array(Buffer.concat(chunks))),
    fault(fault) {
      onFault(fault);
      resolve(null);
    },
  });
  return promise;
}

function stream(exchange: AdmittedExchange, onFault: (fault: BodyFault) => void): ReadableStream<Uint8Array> {
  let meter: ReturnType<typeof readBody> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (meter) return void meter.resume();
        exchange.invite();
        meter = readBody(exchange.request, rules(exchange), {
          chunk(chunk) {
            controller.enqueue(chunk);
            return false;
          },
          end: () => controller.close(),
          fault(fault) {
            controller.error(new BodyCutOff(`The request body ended early: ${fault}`));
            onFault(fault);
          },
        });
      },
      cancel() {
        // The rest is discarded, so that a reset does not overtake the response.
        meter?.abandon();
        exchange.request.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
