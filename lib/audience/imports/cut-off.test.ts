import { expect, test } from "@playwright/test";
import { dial, house } from "#lib/edge/test-net.ts";
import { api } from "#lib/routes.ts";
import { ownerSql } from "#testing/factories.ts";
import { makeImport } from "./contract.cases.ts";
import { uploadPath, uploadToken } from "./upload-link.ts";

test("a cut-off upload is counted, not logged, and stores nothing", async () => {
  const { actor, importId } = await makeImport();
  const lines: { level: string; event: string; count?: number }[] = [];
  const written: string[] = [];
  const write = process.stderr.write;
  process.stderr.write = ((text: string) => written.push(String(text)) > 0) as never;
  try {
    await using here = await house({ api, log: (line) => void lines.push(line as never) });
    const stored = async () =>
      (await ownerSql()`select 1 from import_chunks where import_id = ${importId}`).length;
    const head = [
      `POST ${await uploadPath(actor, importId)} HTTP/1.1`,
      "Host: localhost:3000",
      "Content-Type: multipart/form-data; boundary=cut",
      "Content-Length: 9000000",
      "",
      "",
    ].join("\r\n");
    const field = (name: string, value: string) =>
      `--cut\r\nContent-Disposition: form-data; name="${name}"${value}`;
    const client = await dial(here.port);
    client.send(
      head +
        field("token", `\r\n\r\n${await uploadToken(actor, importId)}\r\n`) +
        field("file", '; filename="a.csv"\r\n\r\n'),
    );
    client.send(Buffer.alloc(2 * 1024 * 1024, "a"));
    await expect.poll(stored).toBeGreaterThan(0);
    client.socket.destroy();
    await expect.poll(stored).toBe(0);
    await expect
      .poll(() => lines)
      .toContainEqual(expect.objectContaining({ level: "info", event: "body-cut-off", count: 1 }));
  } finally {
    process.stderr.write = write;
  }
  expect(written).toEqual([]);
  expect(lines.filter(({ level }) => level !== "info")).toEqual([]);
});
