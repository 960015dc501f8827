import type { BucketStore } from "./bucket-store.ts";

/** What is asked of a Redis client: a script, with its keys and arguments as two lists. */
export type ScriptRunner = (script: string, keys: string[], args: string[]) => Promise<unknown>;

type Options = {
  /** Upstash wants the flag in the first line of the library's scripts; any other Redis refuses it. */
  flags?: boolean;
  /** "caller" is for tests, which cannot set Redis' clock. */
  clock?: "own" | "caller";
};

/**
 * Keeps buckets in Redis. The library's scripts take the time from the caller. Here the time is Redis' own, so that a machine
 * with a wrong clock refills nobody.
 */
export function redisBuckets(run: ScriptRunner, { flags = false, clock = "own" }: Options = {}): BucketStore {
  const own = new Map<string, string>();
  function ownOf(script: string): string {
    const [first = "", body = ""] = script.startsWith("#!") ? split(script) : ["", script];
    const made = (flags ? first : "") + (clock === "own" ? onItsClock(body) : body);
    own.set(script, made);
    return made;
  }
  return {
    // The library's hash is of a script that no Redis knows. It answers this error with `eval`.
    evalsha: () => Promise.reject(new Error("NOSCRIPT No matching script. Please use EVAL.")),
    eval: (script, keys, args) => run(own.get(script) ?? ownOf(script), keys, args.map(String)),
    get: () => Promise.resolve(null),
    set: () => Promise.reject(new Error("No limit changes while it is in use.")),
  };
}

/** Replaces the caller's time, the fourth argument of the script that takes a token. */
function onItsClock(body: string): string {
  if (!body.includes("tonumber(ARGV[4])")) return body;
  return `local clock = redis.call("TIME")\nARGV[4] = clock[1] * 1000 + math.floor(clock[2] / 1000)\n${body}`;
}

function split(script: string): [string, string] {
  const end = script.indexOf("\n") + 1;
  return [script.slice(0, end), script.slice(end)];
}
