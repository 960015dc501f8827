import { BodyCutOff } from "#lib/api/body-cut-off.ts";
import { type BodyFault, readBody } from "./body.ts";
import type { AdmittedExchange } from "./exchange.ts";

/** Up to here a declared body is read before the handler runs: one buffer is cheaper than a stream. */
const wholeBytes = 64 * 1024;

/**
 * The body as the Request constructor takes it: nothing, a small whole, or a stream that is read only as fast as the
 * handler pulls. `onFault` hears once when the body breaks a rule or its client leaves; the stream then errors too.
 */
export function apiBody(
  exchange: AdmittedExchange,
  onFault: (fault: BodyFault) => void,
): null | Promise<Uint8Array<ArrayBuffer> | null> | ReadableStream<Uint8Array> {
  const { length } = exchange.admitted;
  if (length === 0) return null;
  exchange.invite();
  return length !== null && length <= wholeBytes ? whole(exchange, onFault) : stream(exchange, onFault);
}

function rules({ house, admitted }: AdmittedExchange) {
  return {
    bytes: admitted.maxBody,
    idleMs: house.limits.bodyIdleMs,
    bytesPerSecond: house.limits.bodyBytesPerSecond,
  };
}

/** Answers null when the body did not arrive. */
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
  let meter: ReturnType<typeof readBody>;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
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
      pull: () => meter.resume(),
      cancel() {
        // What is still sent is thrown away, so that the answer is not overtaken by a reset.
        meter.abandon();
        exchange.request.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
