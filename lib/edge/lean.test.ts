import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { leanRequest } from "./lean-request.ts";
import { installLeanResponses, plainBody } from "./lean-response.ts";

const Platform = globalThis.Response;
installLeanResponses();

const token = fc.stringMatching(/^x-[a-z]{1,8}$/);
const bodies = fc.oneof(fc.string(), fc.uint8Array(), fc.constant(null), fc.constant(undefined));
const statuses = fc.constantFrom(undefined, 200, 201, 204, 304, 404, 500);

test("a lean Response says the same as the platform's", async () => {
  await fc.assert(
    fc.asyncProperty(
      bodies,
      statuses,
      fc.dictionary(token, fc.stringMatching(/^[a-z]*$/)),
      async (body, status, headers) => {
        const init = { headers, ...(status ? { status } : {}) };
        const make = (kind: typeof Response) => {
          try {
            return new kind(body as BodyInit, init);
          } catch (error) {
            return (error as Error).name;
          }
        };
        const [lean, real] = [make(Response), make(Platform)];
        if (typeof lean === "string" || typeof real === "string") return expect(lean).toEqual(real);
        expect(lean instanceof Response).toBe(true);
        expect([...lean.headers]).toEqual([...real.headers]);
        expect([lean.status, lean.ok, lean.statusText, lean.type, lean.redirected]).toEqual([
          real.status,
          real.ok,
          real.statusText,
          real.type,
          real.redirected,
        ]);
        const copy = lean.clone();
        expect(lean.body === null).toBe(real.body === null);
        expect(await lean.bytes()).toEqual(await real.bytes());
        expect(lean.bodyUsed).toBe(real.bodyUsed);
        expect(copy.status).toBe(real.status);
      },
    ),
  );
});

test("Response.json, redirect and error are the platform's", async () => {
  for (const value of [null, 1, "a", { a: [1] }]) {
    const [lean, real] = [Response.json(value, { status: 201 }), Platform.json(value, { status: 201 })];
    expect([...lean.headers]).toEqual([...real.headers]);
    expect([lean.status, await lean.text()]).toEqual([real.status, await real.text()]);
  }
  expect(() => Response.json(undefined)).toThrow(TypeError);
  expect(Response.redirect("http://a.test/", 303).headers.get("location")).toBe("http://a.test/");
  expect(Response.error().type).toBe("error");
  expect(() => new Response("x", { status: 99 })).toThrow(RangeError);
  expect(() => new Response("x", { headers: { "a b": "c" } })).toThrow(TypeError);
});

test("headers changed later are sent, also after streaming began", async () => {
  const response = new Response("hi");
  response.headers.set("x-a", "1");
  expect(plainBody(response)?.headers.get("x-a")).toBe("1");
  const wrapped = new Response(response.body, response);
  wrapped.headers.set("x-b", "2");
  expect(plainBody(response)).toBeNull();
  expect(response.headers.get("x-a")).toBe("1");
  expect([wrapped.headers.get("x-a"), wrapped.headers.get("x-b"), await wrapped.text()]).toEqual([
    "1",
    "2",
    "hi",
  ]);
});

test("a Response returned by the platform is a Response too", () => {
  expect(new Platform("x") instanceof Response).toBe(true);
  expect({} instanceof Response).toBe(false);
});

test("a lean Request says the same as the platform's", async () => {
  const headers: [string, string][] = [
    ["Accept", "a"],
    ["X-Two", "1"],
    ["x-two", "2"],
    ["Cookie", "a=1"],
    ["cookie", "b=2"],
  ];
  for (const method of ["GET", "HEAD", "POST", "DELETE"]) {
    const url = "http://host.test/a?b=c";
    const lean = leanRequest({ method, url, headers });
    const real = new Request(url, { method, headers });
    expect(lean instanceof Request).toBe(true);
    expect([...lean.headers]).toEqual([...real.headers]);
    expect([
      lean.method,
      lean.url,
      lean.body,
      lean.bodyUsed,
      lean.mode,
      lean.redirect,
      lean.signal.aborted,
    ]).toEqual([
      real.method,
      real.url,
      real.body,
      real.bodyUsed,
      real.mode,
      real.redirect,
      real.signal.aborted,
    ]);
    expect(lean.clone().url).toBe(url);
    expect(await lean.text()).toBe("");
  }
});

test("a lean Request gives its body once", async () => {
  const made = (kind: "lean" | "real") => {
    const bytes = new TextEncoder().encode("List-Unsubscribe=One-Click");
    const init = { method: "POST", url: "http://host.test/a", headers: [["content-type", "text/plain"]] };
    const headers = init.headers as [string, string][];
    return kind === "lean"
      ? leanRequest({ ...init, headers, body: bytes })
      : new Request(init.url, { ...init, headers, body: bytes });
  };
  const readers: ((request: Request) => Promise<unknown>)[] = [
    async (request) => Buffer.from(await request.arrayBuffer()).toString(),
    (request) => request.text(),
    async (request) => Buffer.from(await new Response(request.body).arrayBuffer()).toString(),
    async (request) => request.clone().text(),
  ];
  const outcome = async (request: Request) => {
    const said: unknown[] = [request.bodyUsed];
    for (const first of readers) {
      const one = request.clone();
      said.push(await first(one), one.bodyUsed);
    }
    for (const read of readers)
      said.push(await read(request).catch((error: Error) => error.name), request.bodyUsed);
    return said;
  };
  expect(await outcome(made("lean"))).toEqual(await outcome(made("real")));
  for (const first of readers) {
    const seen: unknown[] = [];
    for (const kind of ["lean", "real"] as const) {
      const request = made(kind);
      const said = [await first(request), request.bodyUsed];
      for (const again of readers) said.push(await again(request).catch((error: Error) => error.name));
      seen.push(said);
    }
    expect(seen[0]).toEqual(seen[1]);
  }
});
