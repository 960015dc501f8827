/**
 * What the rate limiter asks of the place that keeps its buckets. It knows scripts, as Redis does: `evalsha` takes a token
 * from a bucket, with the arguments [burst, interval in ms, rate, the caller's clock, tokens]. It returns what is left (-1
 * when refused), the time of the next refill in ms, and the burst.
 */
export type BucketStore = {
  evalsha: (hash: string, keys: string[], args: unknown[]) => Promise<unknown>;
  eval: (script: string, keys: string[], args: unknown[]) => Promise<unknown>;
  get: (key: string) => Promise<unknown>;
  set: (key: string, value: unknown) => Promise<unknown>;
};
