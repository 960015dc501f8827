import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** How the double misbehaves: `throttled` and `denied` answer as AWS does, `silent` takes the request and never answers. */
export type Mood = "well" | "throttled" | "denied" | "silent";

/**
 * A double of AWS KMS, not AWS: the two calls we make (Encrypt and Decrypt, AWS JSON 1.1) as the API reference of 2014-11-01 describes
 * them, with keys of its own in memory. It keeps what real KMS keeps: a ciphertext opens under its own key and encryption context alone.
 */
export async function startKmsDouble({ keys = ["alias/mailneo"] }: { keys?: string[] } = {}) {
  const secrets = new Map(keys.map((key) => [key, randomBytes(32)]));
  const asked: { target: string; keyId: string; context: Record<string, string> }[] = [];
  let mood: Mood = "well";

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = String(request.headers["x-amz-target"]).replace("TrentService.", "");
    const input = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Input;
    asked.push({ target, keyId: input.KeyId, context: input.EncryptionContext ?? {} });
    if (mood === "silent") return;
    const [status, body] = answer(target, input);
    response.writeHead(status, {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": crypto.randomUUID(),
    });
    response.end(JSON.stringify(body));
  });

  function answer(target: string, input: Input): [number, object] {
    if (mood === "throttled") return failed("ThrottlingException");
    if (mood === "denied") return failed("AccessDeniedException");
    const secret = secrets.get(input.KeyId);
    if (!secret) return failed("NotFoundException");
    const aad = Buffer.from(JSON.stringify(Object.entries(input.EncryptionContext ?? {}).sort()));
    if (target === "Encrypt") {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", secret, iv, { authTagLength: 16 }).setAAD(aad);
      const text = Buffer.concat([
        iv,
        cipher.update(input.Plaintext ?? "", "base64"),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return [200, { KeyId: input.KeyId, CiphertextBlob: text.toString("base64") }];
    }
    if (target !== "Decrypt") return failed("UnknownOperationException");
    try {
      const text = Buffer.from(input.CiphertextBlob ?? "", "base64");
      const cipher = createDecipheriv("aes-256-gcm", secret, text.subarray(0, 12), { authTagLength: 16 });
      cipher.setAAD(aad).setAuthTag(text.subarray(-16));
      const plain = Buffer.concat([cipher.update(text.subarray(12, -16)), cipher.final()]);
      return [200, { KeyId: input.KeyId, Plaintext: plain.toString("base64") }];
    } catch {
      return failed("InvalidCiphertextException");
    }
  }

  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    /** For the environment of a process that should talk to this double. */
    env: {
      AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${port}`,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "double",
      AWS_SECRET_ACCESS_KEY: "double",
    },
    asked,
    be(next: Mood) {
      mood = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

type Input = {
  KeyId: string;
  Plaintext?: string;
  CiphertextBlob?: string;
  EncryptionContext?: Record<string, string>;
};

const failed = (type: string): [number, object] => [
  400,
  { __type: type, message: `The double says ${type}.` },
];
