import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign as cryptoSign,
  generateKeyPair,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";

export type DkimKey = {
  selector: string;
  /** PKCS#8 PEM; seal it before it is stored. */
  privateKey: string;
  /** SPKI PEM. */
  publicKey: string;
};

export type DkimSigner = {
  domain: string;
  selector: string;
  /** PEM, or a key read once with `createPrivateKey`, which saves reading it for every message. */
  privateKey: string | KeyObject;
};

/**
 * Lists the fields that are signed when present; From is signed twice, so that an attacker cannot add a
 * second one. RFC 8058 4 demands both unsubscribe fields, and Gmail's feedback loop demands its own. The list
 * is fixed, because libraries leave some of them out.
 */
const signedFields = [
  "from",
  "reply-to",
  "subject",
  "date",
  "message-id",
  "to",
  "cc",
  "in-reply-to",
  "references",
  "mime-version",
  "content-type",
  "content-transfer-encoding",
  "list-id",
  "list-unsubscribe",
  "list-unsubscribe-post",
  "precedence",
  "feedback-id",
  "auto-submitted",
];

const newKeyPair = promisify(generateKeyPair);

/** Returns a new RSA 2048 key (RFC 8301 3.2). Its selector names the year and a letter, such as `mn2026a`. */
export async function createDkimKey(now = new Date(), letter = "a"): Promise<DkimKey> {
  const { privateKey, publicKey } = await newKeyPair("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return { selector: `mn${now.getUTCFullYear()}${letter}`, privateKey, publicKey };
}

/** Returns the TXT value for `<selector>._domainkey.<domain>`, which DNS keeps in strings of 255 bytes. */
export function dnsRecord(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: "spki", format: "der" });
  return `v=DKIM1; k=rsa; p=${der.toString("base64")}`;
}

/**
 * Returns a raw message with CRLF behind its DKIM-Signature (RFC 6376, relaxed/relaxed, rsa-sha256). The RSA
 * operation runs on the thread pool, so that several messages are signed at once and the event loop stays
 * free.
 * @throws Error for a domain or selector out of form, or bytes without headers or From.
 */
export async function signMessage(raw: Buffer, signer: DkimSigner, now = new Date()): Promise<Buffer> {
  const { domain, selector } = signer;
  if (!/^[a-z0-9.-]{1,253}$/.test(domain) || !/^[a-z0-9.-]{1,63}$/i.test(selector)) {
    throw new Error("not a DKIM domain or selector");
  }
  const end = raw.indexOf("\r\n\r\n");
  if (end < 0) throw new Error("not a message: no end of headers");
  const fields = headerFields(raw.toString("latin1", 0, end + 2));
  const bodyHash = createHash("sha256")
    .update(relaxedBody(raw.subarray(end + 4)))
    .digest("base64");

  const names: string[] = [];
  let canonical = "";
  for (const name of signedFields) {
    // A verifier takes the last of several equal fields first (RFC 6376 5.4.2).
    const field = fields.findLast((candidate) => candidate.name === name);
    if (!field) continue;
    names.push(name);
    canonical += `${name}:${field.value}\r\n`;
  }
  if (!names.includes("from")) throw new Error("not a message: no From");
  names.push("from");

  const unsigned = [
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain};`,
    ` s=${selector}; t=${Math.floor(now.getTime() / 1000)};`,
    ...foldNames(names),
    ` bh=${bodyHash};`,
    " b=",
  ].join("\r\n");
  canonical += `dkim-signature:${relaxedValue(unsigned.slice(unsigned.indexOf(":") + 1))}`;
  const signature = await rsaSha256(Buffer.from(canonical, "latin1"), signer.privateKey);
  const folded = signature.match(/.{1,72}/g)?.join("\r\n ") ?? "";
  return Buffer.concat([Buffer.from(`${unsigned}${folded}\r\n`, "latin1"), raw]);
}

function rsaSha256(bytes: Buffer, key: string | KeyObject): Promise<string> {
  const privateKey = typeof key === "string" ? createPrivateKey(key) : key;
  return new Promise((resolve, reject) => {
    cryptoSign("sha256", bytes, privateKey, (error, signature) =>
      error ? reject(error) : resolve(signature.toString("base64")),
    );
  });
}

function headerFields(head: string): { name: string; value: string }[] {
  return head
    .split(/\r\n(?![ \t])/)
    .filter((line) => line !== "")
    .map((line) => {
      const colon = line.indexOf(":");
      return { name: line.slice(0, colon).trim().toLowerCase(), value: relaxedValue(line.slice(colon + 1)) };
    });
}

// RFC 6376 3.4.2. Only spaces and tabs count as white space.
function relaxedValue(value: string): string {
  return value
    .replaceAll("\r\n", "")
    .replace(/[ \t]+/g, " ")
    .replace(/^ | $/g, "");
}

// RFC 6376 3.4.4. Runs of blanks become one first, so that the second pattern never has to go back.
function relaxedBody(body: Buffer): Buffer {
  const text = body
    .toString("latin1")
    .replace(/[ \t]+/g, " ")
    .replaceAll(" \r\n", "\r\n");
  let end = text.endsWith(" ") ? text.length - 1 : text.length;
  while (end >= 2 && text[end - 1] === "\n" && text[end - 2] === "\r") end -= 2;
  return Buffer.from(end === 0 ? "" : `${text.slice(0, end)}\r\n`, "latin1");
}

function foldNames(names: string[]): string[] {
  const lines: string[] = [];
  let line = " h=";
  for (const [index, name] of names.entries()) {
    const piece = name + (index === names.length - 1 ? ";" : ":");
    if (line.length + piece.length > 76) {
      lines.push(line);
      line = "  ";
    }
    line += piece;
  }
  return [...lines, line];
}
