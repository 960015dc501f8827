import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { clientSignal } from "#lib/core/client-signal.ts";
import { conflict, tooOften } from "#lib/core/errors.ts";
import { followResponses } from "./current-response.ts";
import { formFailure } from "./form-failure.ts";

followResponses();

test("only the form over its limit answers 429, with the wait", { tag: "@V2.4.1" }, async () => {
  const server = createServer(async (request, response) => {
    await turn();
    const error = request.url === "/limited" ? tooOften(90) : conflict("It ended.");
    const { message } = formFailure(error, new FormData(), {});
    response.end(message);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const response = await fetch(`${at}${n % 2 ? "/limited" : "/"}`, { method: "POST", body: "a=b" });
        return [response.status, response.headers.get("retry-after"), await response.text()];
      }),
    );
    for (const [n, answer] of answers.entries())
      expect(answer).toEqual(
        n % 2 ? [429, "90", "Too many attempts. Try again in a minute."] : [200, null, "It ended."],
      );
  } finally {
    server.close();
  }
});

test("a client that leaves ends the work that was done for it", async () => {
  const begun = Promise.withResolvers<AbortSignal | undefined>();
  const signals: (AbortSignal | undefined)[] = [];
  const server = createServer(async (request, response) => {
    await turn();
    if (request.url === "/slow") return begun.resolve(clientSignal());
    signals.push(clientSignal());
    response.end("whole");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const client = new AbortController();
    const asked = fetch(`${at}/slow`, { signal: client.signal }).catch(() => null);
    const signal = await begun.promise;
    expect(signal?.aborted).toBe(false);
    client.abort();
    await asked;
    await expect.poll(() => signal?.aborted).toBe(true);
    expect((signal?.reason as Error | undefined)?.name).toBe("ClientGone");
    await (await fetch(at)).text();
    expect(signals[0]?.aborted).toBe(false);
  } finally {
    server.close();
  }
  expect(clientSignal()).toBeUndefined();
});

test("a form outside a request keeps its message", () => {
  expect(formFailure(tooOften(5), new FormData(), {}).message).toBe(
    "Too many attempts. Try again in 5 seconds.",
  );
});
