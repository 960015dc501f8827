import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { startSmtp } from "#testing/servers/smtp.ts";
import type { Asked, Found } from "./password-dropped.fixture.ts";

const script = fileURLToPath(new URL("./password-dropped.fixture.ts", import.meta.url));

/** Runs a transport in another process. Returns how often it asked for the password, and what it held of it. */
async function run(keeps: boolean) {
  const password = `Kw9-${randomUUID()}`;
  const server = await startSmtp({ auth: { user: "letters", pass: password } });
  const spellings = [
    password,
    ...[password, `\0letters\0${password}`].map((it) => Buffer.from(it).toString("base64")),
  ];
  const asked: Asked = { port: server.port, keeps };
  const answers: Record<string, unknown> = { ready: asked, password, spellings };
  const child = fork(script, { execArgv: process.execArgv });
  let times = 0;
  const found = await new Promise<Found>((resolve, reject) => {
    child.on("message", (message) => {
      if (typeof message !== "string") return resolve(message as Found);
      if (message === "password") times++;
      child.send(answers[message] as object);
    });
    child.once("exit", (code) => reject(new Error(`It ended with ${code}.`)));
  });
  const { connections } = server;
  await server.close();
  return { ...found, times, connections };
}

test("a running transport holds the password of no open session", { tag: "@V13.3.3" }, async () => {
  expect(await run(false)).toEqual({
    sent: ["sent", "sent", "sent"],
    times: 2,
    connections: 2,
    open: [],
    closed: [],
  });
});

test("the picture of a process shows a password that it keeps", async () => {
  const { open } = await run(true);
  expect(open.length).toBeGreaterThan(0);
});
