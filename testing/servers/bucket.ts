import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Bucket = { files: Map<string, Buffer>; uploads: Map<string, Map<number, Buffer>> };

/**
 * A local double of S3, as much of its API as the store uses: put (also conditional), multipart upload, get, head, delete, list by pages of
 * two keys. It checks no signature. What it shows is that we speak the protocol, not that Amazon agrees.
 */
export async function startBucket() {
  const bucket: Bucket = { files: new Map(), uploads: new Map() };
  const server = createServer((request, response) => {
    answer(bucket, request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: bucket.files,
    unfinished: bucket.uploads,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function answer({ files, uploads }: Bucket, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "", "http://bucket");
  const key = decodeURIComponent(url.pathname).replace(/^\/[^/]+\/?/, "");
  const query = url.searchParams;
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const xml = (text: string, status = 200) =>
    response.writeHead(status, { "content-type": "application/xml" }).end(`<?xml version="1.0"?>${text}`);
  const error = (status: number, code: string) => xml(`<Error><Code>${code}</Code></Error>`, status);
  const taken = request.headers["if-none-match"] === "*" && files.has(key);
  const upload = uploads.get(query.get("uploadId") ?? "");

  if (request.method === "GET" && query.get("list-type") === "2") return xml(page(files, query));
  if (request.method === "POST" && query.has("uploads")) {
    const id = randomUUID();
    uploads.set(id, new Map());
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }
  if (request.method === "PUT" && upload) {
    upload.set(Number(query.get("partNumber")), body);
    return response.writeHead(200, { etag: `"${query.get("partNumber")}"` }).end();
  }
  if (request.method === "POST" && upload) {
    if (taken) return error(412, "PreconditionFailed");
    const sorted = [...upload].sort(([a], [b]) => a - b).map(([, part]) => part);
    files.set(key, Buffer.concat(sorted));
    uploads.delete(query.get("uploadId") ?? "");
    return xml(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`);
  }
  if (request.method === "DELETE" && query.has("uploadId")) {
    uploads.delete(query.get("uploadId") ?? "");
    return response.writeHead(204).end();
  }
  if (request.method === "PUT") {
    if (taken) return error(412, "PreconditionFailed");
    files.set(key, body);
    return response.writeHead(200, { etag: '"1"' }).end();
  }
  if (request.method === "DELETE") {
    files.delete(key);
    return response.writeHead(204).end();
  }
  const file = files.get(key);
  if (!file) return error(404, "NoSuchKey");
  response
    .writeHead(200, { "content-length": file.length })
    .end(request.method === "HEAD" ? undefined : file);
}

function page(files: Map<string, Buffer>, query: URLSearchParams): string {
  const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const keys = [...files.keys()]
    .sort()
    .filter((key) => key.startsWith(query.get("prefix") ?? "") && key > after);
  const shown = keys.slice(0, 2);
  const rest = keys.length > shown.length;
  return `<ListBucketResult><IsTruncated>${rest}</IsTruncated>${
    rest ? `<NextContinuationToken>${shown.at(-1)}</NextContinuationToken>` : ""
  }${shown.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("")}</ListBucketResult>`;
}
