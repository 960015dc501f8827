import type { Refusal } from "./refusal.ts";

/** Error of `clientError`: Node's or llhttp's code, and for llhttp the bytes at which it stopped. */
export type ProtocolError = Error & { code?: string; rawPacket?: Buffer; bytesParsed?: number };

/**
 * Returns the refusal for bytes that never became a request; null when the client sent nothing, so
 * that no response is due.
 */
export function protocolRefusal(error: ProtocolError, bytesRead: number): Refusal | null {
  const start = error.rawPacket?.subarray(0, 64).toString("latin1") ?? "";
  switch (error.code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return bytesRead === 0 ? null : { status: 408, detail: "The request took too long to arrive." };
    case "HPE_HEADER_OVERFLOW":
      return /^[A-Z]+ \S*$/.test(start) && !error.rawPacket?.subarray(0, error.bytesParsed).includes("\n")
        ? { status: 414, detail: "The address is too long." }
        : { status: 431, detail: "The request's headers are too large." };
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return { status: 413, detail: "The request is too large." };
    case "HPE_INVALID_METHOD":
      return /^[A-Z-]{1,32} /.test(start)
        ? { status: 405, detail: "This server does not know that method." }
        : { status: 400, detail: "This is not an HTTP request." };
    case "HPE_INVALID_VERSION":
      return { status: 505, detail: "This server speaks HTTP/1.1." };
    default:
      return { status: 400, detail: "This is not a request this server can read." };
  }
}
