import { Readable } from "node:stream";
import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import { NotStored, StoredAlready } from "./store-key.ts";
import type { Store } from "./store-type.ts";

/**
 * Returns a store in a bucket of any server that speaks S3; `AWS_ENDPOINT_URL_S3` names one other than
 * Amazon's. `once` is the bucket's own conditional write (If-None-Match). Long content goes up in parts, and
 * an upload that was cut off is taken back.
 */
export function bucketStore(address: string, config: S3ClientConfig = {}): Store {
  const { hostname: Bucket, pathname } = new URL(address);
  const folder = pathname.replace(/^\/+|\/+$/g, "");
  const root = folder ? `${folder}/` : "";
  const named = (key: string) => ({ Bucket, Key: root + key });
  let client: Promise<S3Client> | undefined;
  const send = async <T>(run: (sdk: typeof import("@aws-sdk/client-s3"), s3: S3Client) => Promise<T>) => {
    const sdk = await import("@aws-sdk/client-s3"); // loaded only where there is a bucket
    client ??= Promise.resolve(new sdk.S3Client({ ...pathStyle(), requestHandler: patience, ...config }));
    return run(sdk, await client);
  };

  return {
    place: address,
    async put(key, content, { once = false, contentType, signal } = {}) {
      let bytes = Buffer.isBuffer(content) ? content.length : 0;
      const body = Buffer.isBuffer(content)
        ? content
        : Readable.from(
            counted(content, (more) => {
              bytes += more;
            }),
          );
      await send(async (_, s3) => {
        const { Upload } = await import("@aws-sdk/lib-storage");
        const params = {
          ...named(key),
          Body: body,
          ...(contentType && { ContentType: contentType }),
          ...(once && { IfNoneMatch: "*" }),
        };
        const upload = new Upload({ client: s3, params });
        const stop = () => void upload.abort();
        signal?.addEventListener("abort", stop, { once: true });
        try {
          signal?.throwIfAborted();
          await upload.done();
        } catch (error) {
          throw statusOf(error) === 412 || statusOf(error) === 409 ? new StoredAlready(key) : error;
        } finally {
          signal?.removeEventListener("abort", stop);
        }
      });
      return bytes;
    },
    get: (key) =>
      send(async ({ GetObjectCommand }, s3) => {
        const { Body } = await s3.send(new GetObjectCommand(named(key))).catch(missing(key));
        return Body as Readable;
      }),
    async *list(prefix, { after } = {}) {
      let next: string | undefined;
      do {
        const page = await send(({ ListObjectsV2Command }, s3) =>
          s3.send(
            new ListObjectsV2Command({
              Bucket,
              Prefix: root + prefix,
              ...(next ? { ContinuationToken: next } : after && { StartAfter: root + after }),
            }),
          ),
        );
        for (const { Key } of page.Contents ?? []) if (Key) yield Key.slice(root.length);
        next = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (next);
    },
    remove: (key) =>
      send(async ({ DeleteObjectCommand }, s3) => {
        await s3.send(new DeleteObjectCommand(named(key)));
      }),
    size: (key) =>
      send(async ({ HeadObjectCommand }, s3) => {
        const { ContentLength } = await s3.send(new HeadObjectCommand(named(key))).catch(missing(key));
        return ContentLength ?? 0;
      }),
  };
}

/** Servers other than Amazon's seldom have a host name per bucket. */
const milliseconds = { connect: 5_000, silence: 60_000 };
// Without limits the SDK would wait for a silent bucket without end, and a job with it.
const patience = { connectionTimeout: milliseconds.connect, socketTimeout: milliseconds.silence };

const pathStyle = () => ({
  forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL),
});

async function* counted(content: Readable, count: (bytes: number) => void) {
  for await (const part of content) {
    const chunk = typeof part === "string" ? Buffer.from(part) : (part as Buffer);
    count(chunk.length);
    yield chunk;
  }
}

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

const missing = (key: string) => (error: unknown) => {
  throw statusOf(error) === 404 ? new NotStored(key) : error;
};
