import { expect, test } from "@playwright/test";
import { dial, exchangeRaw, get, house, status } from "#lib/edge/test-net.ts";
import { api } from "#lib/routes.ts";
import { ownerSql } from "#testing/factories.ts";
import { makeImport } from "./contract.cases.ts";
import { uploadPath, uploadToken } from "./upload-link.ts";

const boundary = "cut";
const type = `multipart/form-data; boundary=${boundary}`;

function form(token: string): Buffer {
  return Buffer.from(
    [
      `--${boundary}`,
      'Content-Disposition: form-data; name="token"',
      "",
      token,
      `--${boundary}`,
      'Content-Disposition: form-data; name="file"; filename="people.csv"',
      "Content-Type: text/csv",
      "",
      "email\r\nada@example.com",
      `--${boundary}--`,
      "",
    ].join("\r\n"),
  );
}

type Framing = "length" | "chunked" | "half-closed" | "reset" | "short-length";
const framings: Framing[] = ["length", "chunked", "half-closed", "reset", "short-length"];

function head(path: string, lines: string[]) {
  return `${[`POST ${path} HTTP/1.1`, "Host: localhost:3000", "Connection: close", `Content-Type: ${type}`, ...lines].join("\r\n")}\r\n\r\n`;
}

/** Sends the first bytes of a body in one of the ways a sender may break off; returns what was answered, "" for nothing. */
async function sendCut(
  port: number,
  path: string,
  whole: Buffer,
  at: number,
  framing: Framing,
): Promise<string> {
  const part = whole.subarray(0, at);
  if (framing === "length")
    return exchangeRaw(
      port,
      Buffer.concat([Buffer.from(head(path, [`Content-Length: ${part.length}`])), part]),
    );
  const client = await dial(port);
  if (framing === "chunked") {
    const chunk = part.length ? `${part.length.toString(16)}\r\n${part.toString("latin1")}\r\n` : "";
    client.send(head(path, ["Transfer-Encoding: chunked"]) + chunk);
    client.socket.end();
    return client.closed();
  }
  if (framing === "short-length") {
    // Says less than it sends: the rest must not become a request.
    client.send(
      Buffer.concat([
        Buffer.from(head(path, [`Content-Length: ${part.length}`])),
        part,
        Buffer.alloc(50, "x"),
      ]),
    );
    return client.closed();
  }
  client.send(Buffer.concat([Buffer.from(head(path, [`Content-Length: ${whole.length + 1000}`])), part]));
  if (framing === "half-closed") client.socket.end();
  else client.socket.resetAndDestroy();
  return client.closed();
}

for (const framing of framings)
  test(`an upload cut at any byte leaves the process answering: ${framing}`, async () => {
    test.setTimeout(120_000);
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on("uncaughtException", note).on("unhandledRejection", note);
    try {
      const { actor, importId } = await makeImport();
      const whole = form(await uploadToken(actor, importId));
      const path = await uploadPath(actor, importId);
      const last = whole.lastIndexOf("--");
      await using here = await house({ api });
      const answers = new Map<number, string>();
      const cuts = Array.from({ length: last + 1 }, (_, at) => at);
      const tries = Array.from({ length: 8 }, async () => {
        for (let at = cuts.pop(); at !== undefined; at = cuts.pop())
          answers.set(at, await sendCut(here.port, path, whole, at, framing));
      });
      await Promise.all(tries);

      if (framing === "length")
        for (const [at, text] of answers) {
          expect([400, 404, 409, 415], `cut at ${at}: ${text}`).toContain(status(text));
          expect(text, `cut at ${at}`).not.toContain("on our side");
        }
      expect(status(await exchangeRaw(here.port, get("/api/health")))).toBe(200);
      await expect.poll(() => here.edge.counts().open).toBe(0);
      const [stored] = await ownerSql()`select state, file_bytes from imports where id = ${importId}`;
      expect(stored?.state).toBe("receiving");
    } finally {
      process.off("uncaughtException", note).off("unhandledRejection", note);
    }
    expect(unhandled).toEqual([]);
  });
