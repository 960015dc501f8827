import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { askPage } from "#lib/mail/ask-page.ts";
import { linkLines } from "./link-check.ts";

async function site() {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const { pathname } = new URL(request.url ?? "/", "http://x");
    if (pathname === "/silent") return;
    if (pathname === "/get-only" && request.method === "HEAD") response.writeHead(405);
    else if (pathname === "/moved") response.writeHead(302, { location: "/page" });
    else if (pathname === "/loop") response.writeHead(302, { location: "/loop" });
    else if (pathname === "/inside") response.writeHead(302, { location: "http://169.254.169.254/latest" });
    else response.writeHead(pathname === "/gone" ? 404 : 200);
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, seen, server };
}

test("a link is opened by HEAD, then GET, through five redirects", async () => {
  const { base, seen, server } = await site();
  const ask = (path: string) => askPage(base + path, { allowPrivate: true, timeoutMs: 2000 });
  expect(await ask("/page")).toEqual({ status: 200 });
  expect(await ask("/gone")).toEqual({ status: 404 });
  expect(await ask("/get-only")).toEqual({ status: 200 });
  expect(await ask("/moved")).toEqual({ status: 200 });
  expect(await ask("/loop")).toEqual({ failed: "redirects" });
  expect(await ask("/inside")).toEqual({ failed: "private" });
  expect(await askPage(`${base}/silent`, { allowPrivate: true, timeoutMs: 200 })).toEqual({ failed: "time" });
  expect(seen.filter((line) => line.endsWith("/loop"))).toHaveLength(6);
  expect(seen).toContain("GET /get-only");
  server.close();
  server.closeAllConnections();
});

test("a link to a private address is never connected to", async () => {
  const { base, seen, server } = await site();
  const rebinding = async () => [{ address: "127.0.0.1" }];
  expect(await askPage("http://public.example/", { lookup: rebinding })).toEqual({ failed: "private" });
  for (const url of [
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://0x7f000001/",
    "http://169.254.169.254/",
    "http://10.0.0.1/",
  ])
    expect(await askPage(url), url).toEqual({ failed: "private" });
  expect(await askPage(`${base}/page`)).toEqual({ failed: "port" });
  expect(await askPage("http://user@example.com/")).toEqual({ failed: "address" });
  expect(seen).toEqual([]);
  server.close();
});

test("the check says of each link what was looked at", async () => {
  const body = `[a](https://x.example/a) [b](https://x.example/gone) [c](https://x.example/?e={{email}}) [d](mailto:a@b.example)
https://slow.example ${Array.from({ length: 35 }, (_, n) => `https://many.example/${n}`).join(" ")}`;
  const ask = (url: string) =>
    url.includes("slow")
      ? new Promise<never>(() => {})
      : Promise.resolve({ status: url.endsWith("gone") ? 404 : 200 });
  const lines = await linkLines({ id: "c", body }, ask, 50);
  expect(lines.map(({ state, text }) => `${state} ${text}`)).toEqual([
    "warn https://x.example/gone leads to no page: its server answers 404.",
    "ok 28 links opened just now: each leads to a page.",
    "ok 10 links not opened: 1 did not answer yet; load this page again to see, 1 with merge fields, 8 beyond the first 30.",
  ]);
  expect(await linkLines({ id: "c", body: "No link." }, ask, 50)).toEqual([]);
});

test("a workspace has three hundred links opened in ten minutes", { tag: "@V2.4.1" }, async () => {
  const [workspace, other] = [{ id: randomUUID() }, { id: randomUUID() }];
  const body = Array.from({ length: 30 }, (_, n) => `https://many.example/${n}`).join(" ");
  let opened = 0;
  const open = async () => {
    opened++;
    return { status: 200 };
  };
  const look = (of: { id: string }) => linkLines({ id: "c", body, workspace: of }, open, 60_000);
  for (let n = 0; n < 10; n++) expect((await look(workspace))[0]?.text).toMatch(/^30 links opened/);
  expect((await look(workspace)).map(({ text }) => text)).toEqual([
    "30 links not opened: 30 after too many checks; load this page again in a few minutes.",
  ]);
  expect(opened).toBe(300);
  expect((await look(other))[0]?.text).toMatch(/^30 links opened/);
});

test("slow links of one workspace leave another's to be opened", async () => {
  const { promise: later, resolve: answer } = Promise.withResolvers<{ status: number }>();
  const body = (name: string, links: number) =>
    Array.from({ length: links }, (_, at) => `[x](https://${name}${at}.example.com/)`).join("\n\n");
  const stranger = { id: randomUUID() };
  const checks = [1, 2, 3, 4].map((of) =>
    linkLines({ id: `s${of}`, body: body(`slow${of}-`, 30), workspace: stranger }, () => later, 10_000),
  );
  const owner = { id: "o", body: body("owner", 5), workspace: { id: randomUUID() } };
  const lines = await linkLines(owner, async () => ({ status: 200 }), 10_000);
  expect(lines.map(({ id }) => id)).toEqual(["reached"]);
  answer({ status: 200 });
  await Promise.all(checks);
});
