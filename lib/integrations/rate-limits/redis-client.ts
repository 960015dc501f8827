import { Redis as Upstash } from "@upstash/redis";
import { Cluster, Redis, type RedisOptions } from "ioredis";
import { logError } from "#lib/core/log.ts";
import { PATIENCE_MS } from "./patience.ts";
import type { ScriptRunner } from "./redis-buckets.ts";

/** Returns options for one try a request, because a request that waits for Redis would make every other one wait. */
const impatient = (commandTimeout: number): RedisOptions => ({
  commandTimeout,
  connectTimeout: 500,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (times) => Math.min(times * 100, 1000),
});

/**
 * Connects to one Redis, or to a cluster when the address names several servers, separated by commas. A command without an
 * answer within `patience` ms fails.
 */
export function redisClient(
  addresses: string,
  patience: number = PATIENCE_MS,
): { run: ScriptRunner; close: () => void } {
  const options = impatient(patience);
  const [first = "", ...others] = addresses.split(",").map((address) => address.trim());
  const client =
    others.length === 0
      ? new Redis(first, options)
      : new Cluster([first, ...others], {
          redisOptions: { ...options, ...ofUrl(first) },
          enableOfflineQueue: false,
        });
  let broken = false;
  client.on("error", (error) => {
    if (!broken) logError(error, { event: "redis" });
    broken = true;
  });
  client.on("ready", () => {
    broken = false;
  });
  return {
    run: (script, keys, args) => client.eval(script, keys.length, ...keys, ...args),
    close: () => client.disconnect(),
  };
}

/** Connects to Upstash, over HTTP. */
export function upstashClient(url: string, token: string): ScriptRunner {
  const client = new Upstash({
    url,
    token,
    retry: false,
    enableTelemetry: false,
    enableAutoPipelining: false,
  });
  return (script, keys, args) => client.eval(script, keys, args);
}

function ofUrl(address: string): RedisOptions {
  const { username, password, protocol } = new URL(address);
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === "rediss:" && { tls: {} }),
  };
}
