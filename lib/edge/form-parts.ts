/** Facts about a form's body as it streams: the number of its parts, and whether its end arrived. */
export type FormParts = {
  take(chunk: Buffer): void;
  readonly count: number;
  /** True once the closing delimiter was seen. */
  readonly closed: boolean;
};

/**
 * Returns a counter of the parts of a multipart body, fed chunk by chunk. It searches for the
 * delimiter (RFC 2046 5.1.1) and holds back at most one delimiter's length.
 * Returns null for a content type that is no form's. A form without a usable boundary never becomes
 * `closed`.
 */
export function formParts(contentType: string): FormParts | null {
  if (!isForm(contentType)) return null;
  const [, quoted, plain] =
    /; *boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70})(?=[\s;]|$))/i.exec(contentType) ?? [];
  const delimiter = Buffer.from(`\r\n--${quoted ?? plain ?? ""}`, "latin1");
  const usable = delimiter.length > 4;
  // A body may begin with a delimiter that has no line before it.
  let rest = Buffer.from("\r\n");
  let count = 0;
  let closed = false;

  return {
    take(chunk) {
      if (!usable || closed) return;
      const text = Buffer.concat([rest, chunk]);
      let from = 0;
      for (;;) {
        const at = text.indexOf(delimiter, from);
        const after = at + delimiter.length;
        if (at === -1) {
          rest = text.subarray(Math.max(from, text.length - delimiter.length + 1));
          return;
        }
        if (text.length < after + 2) {
          // The next chunk shows whether this is the closing delimiter.
          rest = text.subarray(at);
          return;
        }
        if (text[after] === 0x2d && text[after + 1] === 0x2d) {
          closed = true;
          return;
        }
        count++;
        from = after;
      }
    },
    get count() {
      return count;
    },
    get closed() {
      return closed;
    },
  };
}

export const isForm = (contentType: string) => /^multipart\/form-data *(;|$)/i.test(contentType);
