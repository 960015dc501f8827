import { expect, test } from "@playwright/test";
import { bodyOf, exchangeRaw, get, house, seen, status } from "./test-net.ts";

const part = '--xqz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';

/** A form of a page, declared or in chunks. */
function form(body: string, chunked: boolean) {
  const length = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
  const sent = chunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  const type = "Content-Type: multipart/form-data; boundary=xqz";
  return `POST /sign-in HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\n${type}\r\n${length}\r\n\r\n${sent}`;
}

for (const chunked of [false, true])
  test(`a ${chunked ? "chunked" : "declared"} form passes whole, not cut or oversized`, async () => {
    await using here = await house({ limits: { formParts: 10, formBytes: 5_000 } });
    const whole = `${part.repeat(10)}--xqz--\r\n`;
    const passed = await exchangeRaw(here.port, form(whole, chunked));
    expect([status(passed), seen(passed).bytes]).toEqual([200, whole.length]);

    const cut = await exchangeRaw(here.port, form(whole.slice(0, -5), chunked));
    expect([status(cut), bodyOf(cut)]).toEqual([400, expect.stringContaining("cut off")]);
    expect(status(await exchangeRaw(here.port, form("", false)))).toBe(400);
    expect(status(await exchangeRaw(here.port, form(`${part.repeat(11)}--xqz--\r\n`, chunked)))).toBe(413);
    const large = `${part.replace("1", "1".repeat(5_000))}--xqz--\r\n`;
    expect(status(await exchangeRaw(here.port, form(large, chunked)))).toBe(413);
  });

test("a query of too many parameters is refused", async () => {
  await using here = await house({ limits: { parameters: 10 } });
  expect(status(await exchangeRaw(here.port, get(`/?${"a&".repeat(9)}`)))).toBe(200);
  expect(status(await exchangeRaw(here.port, get(`/?${"a&".repeat(10)}`)))).toBe(414);
});

test("the web process sees the beginning of a long User-Agent", async () => {
  await using here = await house();
  const text = await exchangeRaw(here.port, get("/", [`User-Agent: ${"1".repeat(9_000)}`]));
  expect(seen(text).headers["user-agent"]).toBe("1".repeat(512));
});
