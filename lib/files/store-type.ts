import type { Readable } from "node:stream";

export type PutOptions = {
  /** Refuses to replace what is there already: StoredAlready. */
  once?: boolean;
  contentType?: string;
  signal?: AbortSignal;
};

/**
 * Where files are kept outside the database: exports, and the checkpoints of the audit log. A key is a path of small letters, digits,
 * `.`, `_` and `-`. What `put` began and did not end is not there.
 */
export type Store = {
  /** Answers how many bytes it wrote. @throws StoredAlready with `once` */
  put: (key: string, content: Buffer | Readable, options?: PutOptions) => Promise<number>;
  /** @throws NotStored */
  get: (key: string) => Promise<Readable>;
  /** The keys that begin with `prefix`, in the order of their bytes, those behind `after` only. */
  list: (prefix: string, options?: { after?: string }) => AsyncIterable<string>;
  /** Quiet when it is not there. */
  remove: (key: string) => Promise<void>;
  /** In bytes. @throws NotStored */
  size: (key: string) => Promise<number>;
  /** For a person: where this is. */
  place: string;
};
