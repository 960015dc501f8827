import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { dial, exchangeRaw, get, house, status } from "#lib/edge/test-net.ts";
import { api } from "#lib/routes.ts";
import { asOwner } from "#testing/factories.ts";
import { makeImport } from "./contract.cases.ts";
import { uploadPath, uploadToken } from "./upload-link.ts";

const gigabyte = 1024 ** 3;

const head = (path: string, lines: string[] = []) =>
  [
    `POST ${path} HTTP/1.1`,
    "Host: localhost:3000",
    "Content-Type: multipart/form-data; boundary=b",
    `Content-Length: ${gigabyte}`,
    ...lines,
    "",
    "",
  ].join("\r\n");

const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${value}\r\n`;
const file = field("file", '; filename="a.csv"\r\n\r\nEmail');

/** Paths that no import waits at: forged, of an import that has its file, unknown. */
async function withoutRight() {
  const used = await makeImport();
  await asOwner((sql) => sql`update imports set state = 'cancelled' where id = ${used.importId}`);
  return [
    `/api/uploads/${randomBytes(48).toString("base64url")}`,
    await uploadPath(used.actor, used.importId),
    "/api/uploads",
    "/api/v1/imports",
  ];
}

test("an upload nobody waits for is refused by its head", { tag: "@V5.2.1" }, async () => {
  await using here = await house({ api });
  for (const path of await withoutRight())
    for (const lines of [[], ["Expect: 100-continue"]]) {
      const client = await dial(here.port);
      client.send(head(path, lines));
      const text = await client.closed();
      expect([401, 404, 413], `${path} ${text}`).toContain(status(text));
      expect(text).not.toContain("100 Continue");
      expect(text).toMatch(/^connection: close/im);
    }
});

test("a sender that waits is invited once its upload is admitted", async () => {
  const { actor, importId } = await makeImport();
  await using here = await house({ api });
  const client = await dial(here.port);
  client.send(head(await uploadPath(actor, importId), ["Expect: 100-continue"]));
  expect(await client.until((text) => text.includes("\r\n\r\n"))).toMatch(/^HTTP\/1\.1 100 Continue/);
  client.socket.destroy();
});

test("a file without its token ends the upload at once", async () => {
  const { actor, importId } = await makeImport();
  const other = await makeImport();
  await using here = await house({ api });
  for (const body of [
    file,
    field("token", `\r\n\r\n${"A".repeat(64)}`) + file,
    field("token", `\r\n\r\n${await uploadToken(other.actor, other.importId)}`) + file,
    `${field("token", "\r\n\r\n")}${"x".repeat(200_000)}`,
  ]) {
    const client = await dial(here.port);
    client.send(head(await uploadPath(actor, importId)) + body);
    expect([400, 404]).toContain(status(await client.closed()));
  }
});

test("only the routes of files take large bodies", async () => {
  await using here = await house({ api });
  for (const path of ["/api/uploads", "/api/uploads/x", "/api/v1/contacts", "/api/v1/importsx", "/contacts"])
    expect(
      status(await exchangeRaw(here.port, get(path, [`Content-Length: ${gigabyte}`], "POST"))),
      path,
    ).toBe(413);
  // A program's file is refused by its key, before a byte of it is read.
  const lines = [`Content-Length: ${gigabyte}`];
  expect(status(await exchangeRaw(here.port, get("/api/v1/imports", lines, "POST")))).toBe(401);
});
