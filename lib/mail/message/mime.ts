/**
 * Writes header fields and bodies as bytes on the wire (RFC 5322, 2045, 2047). All output is ASCII with CRLF.
 * Lines have at most 76 characters, except where folding would break a value.
 */

/**
 * Returns `Name: text`, folded, or in encoded words when the text is not plain ASCII. The caller has cleaned
 * the text.
 */
export function textField(name: string, text: string): string {
  assertOneLine(text);
  if (isPlain(text, name.length + 2)) return fold(`${name}: ${text}`);
  return `${name}: ${encodedWords(text, name.length + 2).join("\r\n ")}`;
}

/** Returns `Name: "Display" <address>` (RFC 5322 3.4). */
export function addressField(name: string, mailbox: { name?: string; address: string }): string {
  const { address } = mailbox;
  if (!/^[!-;=?-~]+@[!-;=?-~]+$/.test(address)) throw new Error("not an address for a header");
  return mailbox.name ? bracketField(name, mailbox.name, address) : rawField(name, address);
}

/** Returns `Name: words <token>`; the token is never folded. */
export function bracketField(name: string, words: string, value: string): string {
  assertOneLine(words);
  if (!/^[!-;=?-~]+$/.test(value)) throw new Error(`${name} does not fit a header`);
  if (words === "") return rawField(name, `<${value}>`);
  const lead = fold(`${name}: ${displayName(words, name.length + 2)}`);
  const column = lead.length - (lead.lastIndexOf("\n") + 1);
  return `${lead}${column + value.length + 3 > 76 ? "\r\n " : " "}<${value}>`;
}

/**
 * Returns a field whose value is a token that must never be folded or encoded: an identifier, or a URI in
 * brackets.
 */
export function rawField(name: string, value: string): string {
  const line = `${name}: ${value}`;
  if (!/^[ -~]+$/.test(value) || line.length > 998) throw new Error(`${name} does not fit a header`);
  return line;
}

export function dateField(date: Date): string {
  return `Date: ${date.toUTCString().replace("GMT", "+0000")}`;
}

function displayName(text: string, column: number): string {
  if (!isPlain(text, column + 2)) return encodedWords(text, column).join("\r\n ");
  return /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

// Every mail client would take "=?" in plain text for an encoded word. A word longer than a line cannot be
// folded.
function isPlain(text: string, column: number): boolean {
  const longest = text.split(" ").reduce((most, word) => Math.max(most, word.length), 0);
  return /^[ -~]*$/.test(text) && !text.includes("=?") && longest <= 76 - column;
}

function fold(line: string): string {
  const lines: string[] = [];
  let rest = line;
  // An encoded name is folded already.
  if (line.includes("\r\n")) return line;
  while (rest.length > 76) {
    const at = rest.lastIndexOf(" ", 76);
    // Never folds at the space after the name, because clients read a legal but empty first line badly.
    if (at <= rest.indexOf(":") + 1 && lines.length === 0) break;
    if (at <= 0) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...lines, rest].join("\r\n");
}

// A word has at most 75 characters, and no character is split over two (RFC 2047, 2 and 5).
function encodedWords(text: string, column: number): string[] {
  const words: string[] = [];
  let bytes: number[] = [];
  let room = Math.max(12, Math.floor((75 - column - 12) / 4) * 3);
  const close = () => {
    words.push(`=?UTF-8?B?${Buffer.from(bytes).toString("base64")}?=`);
    bytes = [];
    room = 45;
  };
  for (const character of text) {
    const encoded = Buffer.from(character);
    if (bytes.length + encoded.length > room) close();
    bytes.push(...encoded);
  }
  if (bytes.length > 0) close();
  return words;
}

function assertOneLine(text: string): void {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) throw new Error("a header value with a control character");
}

const hex = "0123456789ABCDEF";
const softBreak = "=\r\n";

/**
 * Returns quoted-printable (RFC 2045 6.7) of a piece of text that another may follow. Unless it ends in a
 * line break it closes with a soft one, so that pieces encoded apart join in any order.
 */
export function quotedPrintablePiece(text: string): string {
  const bytes = Buffer.from(text.replace(/\r\n?|\n/g, "\r\n"));
  let out = "";
  let column = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (byte === 13 && bytes[i + 1] === 10) {
      out += "\r\n";
      column = 0;
      i += 1;
      continue;
    }
    const next = bytes[i + 1];
    const blank = byte === 32 || byte === 9;
    // Blanks at a line's end get lost in transit, and old mailboxes put ">" before "From " at its start.
    // A character that no longer fits begins the next line.
    const first = column === 0 || column > 74;
    const literal = blank
      ? next !== undefined && next !== 13
      : byte > 32 && byte < 127 && byte !== 61 && !(first && (byte === 70 || byte === 46));
    const encoded = literal ? String.fromCharCode(byte) : `=${hex[byte >> 4]}${hex[byte & 15]}`;
    if (column + encoded.length > 75) {
      out += softBreak;
      column = 0;
    }
    out += encoded;
    column += encoded.length;
  }
  return column > 0 ? out + softBreak : out;
}

/**
 * Returns the pieces around the two parts of a multipart/alternative body: boundary lines and part headers.
 * The parts must be quoted-printable already.
 */
export function alternative(boundary: string): { head: string; start: string; between: string; end: string } {
  const part = (type: string) =>
    `Content-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
  return {
    head: `MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="${boundary}"`,
    start: `--${boundary}\r\n${part("plain")}`,
    between: `\r\n--${boundary}\r\n${part("html")}`,
    end: `\r\n--${boundary}--\r\n`,
  };
}
