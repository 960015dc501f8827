import { env } from "#lib/env.ts";
import { fileStore } from "./file-store.ts";
import { bucketStore } from "./s3-store.ts";
import { checkKey } from "./store-key.ts";
import type { Store } from "./store-type.ts";

export { NotStored } from "./store-key.ts";
export type { PutOptions, Store } from "./store-type.ts";

let opened: { of: string; store: Store } | undefined;

/** Returns the store that EXPORT_STORE names, opened once. */
export function exportStore(): Store {
  const { EXPORT_STORE } = env();
  if (opened?.of !== EXPORT_STORE) opened = { of: EXPORT_STORE, store: openStore(EXPORT_STORE) };
  return opened.store;
}

/**
 * Opens `file:` with an absolute path, or `s3://bucket/prefix`. A bucket's credentials and region come from
 * AWS's own variables.
 * @throws TypeError from the methods for a key that `checkKey` refuses.
 */
export function openStore(address: string): Store {
  const inner = address.startsWith("file:") ? fileStore(address.slice("file:".length)) : bucketStore(address);
  return {
    ...inner,
    put: async (key, content, options) => inner.put(checkKey(key), content, options),
    get: async (key) => inner.get(checkKey(key)),
    remove: async (key) => inner.remove(checkKey(key)),
    size: async (key) => inner.size(checkKey(key)),
  };
}

/**
 * Returns the whole of a small file.
 * @throws NotStored; RangeError past `most` bytes, 64 MB unless said otherwise.
 */
export async function readStored(store: Store, key: string, most = 64 * 1024 * 1024): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of await store.get(key)) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes > most) throw new RangeError(`${key} is longer than ${most} bytes.`);
  }
  return Buffer.concat(parts);
}
