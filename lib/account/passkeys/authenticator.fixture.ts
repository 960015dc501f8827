import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { isoCBOR } from "@simplewebauthn/server/helpers";

const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest();
const flag = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };

type Lies = {
  origin?: string;
  rpId?: string;
  type?: string;
  challenge?: string;
  verified?: boolean;
  count?: number;
  handle?: string;
  /** Flips a bit of the signature. */
  broken?: boolean;
};

/**
 * Returns a test authenticator that really signs (ES256), and lies where a test tells it to. `counts` false keeps
 * no counter.
 */
export function makeAuthenticator({ counts = true, origin }: { counts?: boolean; origin: string }) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const credentialId = randomBytes(32);
  const id = credentialId.toString("base64url");
  let count = 0;
  let handle: string | undefined;

  const clientData = (type: string, challenge: string, lies: Lies) =>
    Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? origin,
        crossOrigin: false,
      }),
    );

  function head(flags: number, lies: Lies) {
    const verified = lies.verified === false ? 0 : flag.verified;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(lies.count ?? (counts ? ++count : 0));
    return Buffer.concat([
      sha256(lies.rpId ?? new URL(origin).hostname),
      Buffer.from([flag.present | verified | flag.backupEligible | flag.backedUp | flags]),
      counter,
    ]);
  }

  return {
    id,
    /** Creates a credential. Returns the JSON a browser would send. */
    create(options: PublicKeyCredentialCreationOptionsJSON, lies: Lies = {}): string {
      handle = options.user.id;
      const coseKey = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, "base64url"))],
          [-3, new Uint8Array(Buffer.from(y, "base64url"))],
        ]),
      );
      const authData = Buffer.concat([
        head(flag.attested, lies),
        Buffer.alloc(16),
        Buffer.from([0, credentialId.length]),
        credentialId,
        coseKey,
      ]);
      const attestation = isoCBOR.encode(
        new Map<string, unknown>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", new Uint8Array(authData)],
        ]) as never,
      );
      return JSON.stringify({
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData("webauthn.create", options.challenge, lies).toString("base64url"),
          attestationObject: Buffer.from(attestation).toString("base64url"),
          transports: ["internal"],
        },
      });
    },
    /** Signs a challenge. Returns the JSON a browser would send. */
    get(options: PublicKeyCredentialRequestOptionsJSON, lies: Lies = {}): string {
      const client = clientData("webauthn.get", options.challenge, lies);
      const authData = head(0, lies);
      const signature = createSign("sha256")
        .update(Buffer.concat([authData, sha256(client)]))
        .sign(privateKey);
      if (lies.broken)
        signature.writeUInt8(signature.readUInt8(signature.length - 1) ^ 1, signature.length - 1);
      return JSON.stringify({
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: authData.toString("base64url"),
          signature: signature.toString("base64url"),
          userHandle: lies.handle ?? handle,
        },
      });
    },
  };
}
