import type { ServerResponse } from "node:http";

/** Up to this size, copying a chunk costs less than giving the kernel two buffers. */
const smallBytes = 16 * 1024;

/**
 * Writes bytes like `response.write`, and returns like it whether to go on. Node joins a waiting
 * head with a latin1 string into one write, but never with a Buffer. Measured, that is a fifth of a
 * small response's cost.
 */
export function writeChunk(response: ServerResponse, chunk: Uint8Array): boolean {
  return chunk.byteLength <= smallBytes ? response.write(latin1(chunk), "latin1") : response.write(chunk);
}

/** Writes the last chunk the same way and ends the response. */
export function endWith(response: ServerResponse, chunk: Uint8Array): void {
  if (chunk.byteLength <= smallBytes) response.end(latin1(chunk), "latin1");
  else response.end(chunk);
}

function latin1(chunk: Uint8Array): string {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
}
