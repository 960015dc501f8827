import type { KMSClient } from "@aws-sdk/client-kms";
import { KEY_SERVICE_VERSION, readKeyId } from "./blob.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { additionalData, type SealContext } from "./seal-context.ts";
import { KeyServiceError, VaultError } from "./vault-error.ts";

/**
 * Matches the names AWS gives a key: an ARN, an alias or an id. Only an ARN names the region too; otherwise
 * AWS_REGION does.
 */
export const KMS_KEY =
  /^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[A-Za-z0-9/_-]+|alias\/[A-Za-z0-9/_-]+|(mrk-)?[0-9a-f-]{32,36})$/;

const milliseconds = { connect: 2_000, answer: 3_000, altogether: 8_000 };
/** Matches error names that mean "not now" rather than "no". */
const passing =
  /^(ThrottlingException|TooManyRequestsException|LimitExceededException|KMSInternalException|DependencyTimeoutException|KeyUnavailableException|TimeoutError|AbortError|InternalFailure|ServiceUnavailable)/;

/**
 * Returns a key that never leaves AWS KMS (Encrypt and Decrypt of its API, 2014-11-01). The place is the
 * encryption context, which KMS authenticates. Region, credentials and AWS_ENDPOINT_URL_KMS come from where
 * the AWS SDK looks for them.
 * Wrapped key: `2 | key id length(1) + key id | KMS's own ciphertext`.
 */
export function awsKmsKey(id: string, keyId: string): KeyWrapper {
  let client: Promise<KMSClient> | undefined;
  const ask = <T>(question: (kms: KMSClient, abortSignal: AbortSignal) => Promise<T>) => {
    client ??= connect(keyId);
    return answered(client, question);
  };
  return {
    id,
    kind: "aws-kms",
    fingerprint: keyId,
    async wrap(secret, context) {
      const { EncryptCommand } = await import("@aws-sdk/client-kms");
      const input = { KeyId: keyId, Plaintext: secret, EncryptionContext: contextOf(context, id) };
      const { CiphertextBlob } = await ask((kms, abortSignal) =>
        kms.send(new EncryptCommand(input), { abortSignal }),
      );
      if (!CiphertextBlob) throw new VaultError();
      return Buffer.concat([
        Buffer.from([KEY_SERVICE_VERSION, id.length]),
        Buffer.from(id, "ascii"),
        CiphertextBlob,
      ]);
    },
    async unwrap(wrapped, context) {
      if (wrapped[0] !== KEY_SERVICE_VERSION || readKeyId(wrapped) !== id) throw new VaultError();
      const { DecryptCommand } = await import("@aws-sdk/client-kms");
      const CiphertextBlob = wrapped.subarray(2 + id.length);
      const input = { KeyId: keyId, CiphertextBlob, EncryptionContext: contextOf(context, id) };
      const { Plaintext } = await ask((kms, abortSignal) =>
        kms.send(new DecryptCommand(input), { abortSignal }),
      );
      if (!Plaintext) throw new VaultError();
      const secret = Buffer.from(Plaintext);
      Plaintext.fill(0);
      return secret;
    },
  };
}

/**
 * Returns the parts of the additional data by name. CloudTrail shows them in plain text, so they are ids
 * only.
 */
function contextOf(context: SealContext, id: string): Record<string, string> {
  additionalData(context, id); // checks the form of each part
  const { table, column, rowId, workspaceId } = context;
  return { mailneo: "v1", table, column, row: rowId, workspace: workspaceId ?? "none", key: id };
}

async function connect(keyId: string): Promise<KMSClient> {
  const { KMSClient } = await import("@aws-sdk/client-kms");
  const region = keyId.startsWith("arn:") ? keyId.split(":")[3] : undefined;
  return new KMSClient({
    ...(region && { region }),
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: milliseconds.connect,
      requestTimeout: milliseconds.answer,
      throwOnRequestTimeout: true,
    },
  });
}

async function answered<T>(
  client: Promise<KMSClient>,
  question: (kms: KMSClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await question(await client, AbortSignal.timeout(milliseconds.altogether));
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    const again = passing.test(name) || status === undefined || status === 429 || status >= 500;
    throw new KeyServiceError(`${name}${status ? ` (${status})` : ""}`, again);
  }
}
