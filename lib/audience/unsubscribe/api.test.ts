import { expect, test } from "@playwright/test";
import { unsubscribeRoutes } from "./api.ts";

const press = (body: string, type: string | null) =>
  unsubscribeRoutes.request("/test", {
    method: "POST",
    body,
    ...(type !== null && { headers: { "content-type": type } }),
  });

test("a one-click body counts in every form that providers send", { tag: "@OC3" }, async () => {
  const form = "application/x-www-form-urlencoded";
  const parts = (line: string, more = "") =>
    `--b${line}Content-Disposition: form-data; name="List-Unsubscribe"${more}${line}${line}One-Click${line}--b--${line}`;
  const bodies: [body: string, type: string | null][] = [
    ["List-Unsubscribe=One-Click", form],
    ["List-Unsubscribe=One-Click\r\n", form],
    ["List-Unsubscribe=One-Click\n", `${form}; charset=UTF-8`],
    ["List-Unsubscribe=One-Click\r\n", `${form.toUpperCase()};charset="utf-8"`],
    ["List-Unsubscribe=One-Click&x=1", form],
    [parts("\r\n"), "multipart/form-data; boundary=b"],
    [parts("\n"), "multipart/form-data; boundary=b"],
    [parts("\r\n", "\r\nContent-Type: text/plain; charset=utf-8"), 'multipart/form-data; boundary="b"'],
    // No boundary was declared, so the lines alone tell.
    [parts("\r\n"), "multipart/form-data"],
    [parts("\n", "\nContent-Type: text/plain"), "text/plain"],
  ];
  for (const [body, type] of bodies) expect((await press(body, type)).status, JSON.stringify(body)).toBe(200);
});

test("a one-click body counts when it comes in pieces", { tag: "@OC3" }, async () => {
  const part = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
  for (const [body, type] of [
    ["List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"],
    ["List-Unsubscribe=One-Click\r\n", "application/x-www-form-urlencoded"],
    [part, "multipart/form-data; boundary=b"],
  ] as const) {
    const pieces = new ReadableStream({
      start(controller) {
        for (const piece of body.match(/[\s\S]{1,5}/g) ?? []) controller.enqueue(Buffer.from(piece));
        controller.close();
      },
    });
    const init = { method: "POST", body: pieces, headers: { "content-type": type }, duplex: "half" };
    expect((await unsubscribeRoutes.request("/test", init as RequestInit)).status, body).toBe(200);
  }
});

test("any other body is led to the page", { tag: "@OC8" }, async () => {
  for (const body of ["", "List-Unsubscribe=", "List-Unsubscribe=one-click", "x=One-Click"])
    expect((await press(body, "application/x-www-form-urlencoded")).status, body).toBe(303);
  expect((await press("--x\r\nnot a form", "multipart/form-data; boundary=x")).status).toBe(303);
});

test("sixteen kilobytes of line breaks cost no more than of words", { tag: "@V15.2.2" }, async () => {
  const most = 16 * 1024;
  const cost = async (body: string) => {
    const before = process.cpuUsage();
    expect((await press(body.slice(0, most), "text/plain")).status).toBe(303);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  await cost("warm");
  const words = Math.max(1000, await cost("word ".repeat(most)));
  for (const start of ["name=List-Unsubscribe", 'name="List-Unsubscribe"\n\nOne-Click'])
    for (const rest of ["\n", "\n ", "\r\n", " ", "\n\nOne-Click", "\nname=List-Unsubscribe"])
      expect(await cost(start + rest.repeat(most)), JSON.stringify(rest)).toBeLessThan(words * 50);
});
