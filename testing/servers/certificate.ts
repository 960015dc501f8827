import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

export type TestCertificate = { key: string; cert: string; ca: string };

/**
 * An authority made for this test and a certificate it signed (X.509 v3, P-256, RFC 5280), with nothing but Node.
 * The client trusts it by `ca`, nothing else does. `names` may hold IPv4 addresses. `expired` makes one a client
 * must refuse.
 */
export function testCertificate(options: { names?: string[]; expired?: boolean } = {}): TestCertificate {
  const day = 86_400_000;
  const names = options.names ?? ["localhost", "mail.test", "127.0.0.1"];
  const from = new Date(Date.now() - 30 * day);
  const authority = keyPair();
  const server = keyPair();
  const ca = certificate({
    issuer: "Test Authority",
    subject: "Test Authority",
    from,
    until: new Date(Date.now() + 30 * day),
    publicKey: authority.publicKey,
    signer: authority.privateKey,
    // Basic constraints: an authority. Key usage: signs certificates and revocation lists.
    extensions: [
      extension([85, 29, 19], seq(bool(true)), true),
      extension([85, 29, 15], der(0x03, [1, 0x06]), true),
    ],
  });
  const cert = certificate({
    issuer: "Test Authority",
    subject: "Test Server",
    from,
    until: new Date(Date.now() + (options.expired ? -day : 30 * day)),
    publicKey: server.publicKey,
    signer: authority.privateKey,
    extensions: [extension([85, 29, 17], seq(...names.map(generalName)))],
  });
  return { key: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string, cert, ca };
}

const keyPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

function certificate(of: {
  issuer: string;
  subject: string;
  from: Date;
  until: Date;
  publicKey: KeyObject;
  signer: KeyObject;
  extensions: Buffer[];
}): string {
  const ecdsaWithSha256 = seq(oid([42, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]));
  const tbs = seq(
    der(0xa0, der(0x02, [2])),
    der(0x02, [0x01, ...randomBytes(8)]),
    ecdsaWithSha256,
    name(of.issuer),
    seq(time(of.from), time(of.until)),
    name(of.subject),
    createPublicKey(of.publicKey.export({ type: "spki", format: "pem" })).export({
      type: "spki",
      format: "der",
    }),
    der(0xa3, seq(...of.extensions)),
  );
  const signature = sign("sha256", tbs, of.signer);
  const whole = seq(tbs, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

// DER (ITU-T X.690): tag, length, content.
function der(tag: number, content: Buffer | number[]): Buffer {
  const body = Buffer.from(content);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const seq = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const oid = (bytes: number[]) => der(0x06, bytes);
const bool = (value: boolean) => der(0x01, [value ? 0xff : 0]);
const name = (text: string) => seq(der(0x31, seq(oid([85, 4, 3]), der(0x0c, Buffer.from(text)))));
const time = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replace(/\D/g, "").slice(2, 14)}Z`));

function extension(id: number[], value: Buffer, critical = false): Buffer {
  return seq(oid(id), ...(critical ? [bool(true)] : []), der(0x04, value));
}

function generalName(text: string): Buffer {
  return isIP(text) === 4 ? der(0x87, text.split(".").map(Number)) : der(0x82, Buffer.from(text));
}
