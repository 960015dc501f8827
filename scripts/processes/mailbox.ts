// Runs the local mailbox: takes every message the platform sends and shows it on a page, both on
// 127.0.0.1 only.

import { createAPIServer } from "@maildev/api";
import { FileStorage } from "@maildev/core";
import { createSMTPServer } from "@maildev/smtp";
import { registerUI } from "@maildev/ui/server";
import { tellReady } from "../ready.ts";

const smtpPort = Number(process.env.MAILNEO_SMTP_PORT);
const pagePort = Number(process.env.MAILNEO_MAILBOX_PORT);
const folder = process.env.MAILNEO_MAILBOX_FOLDER ?? "";
const kept = 1000;

console.info = () => {}; // silences its own greeting

const storage = new FileStorage({ mailDirectory: folder, maxEmails: kept });
await storage.initialize();
const smtp = createSMTPServer({
  host: "127.0.0.1",
  port: smtpPort,
  storage,
  mailDir: folder,
  maxMessageSize: 50 * 1024 * 1024,
  logger: false,
});
smtp.on("error", (error: Error) => console.error(error.message));
await smtp.start();
await smtp.pruneMailDir(kept);
await smtp.loadMailsFromDirectory();

// The page shows confirmation links. No other site may read them, neither across origins nor by
// pointing its own name here.
const page = createAPIServer({
  host: "127.0.0.1",
  port: pagePort,
  storage,
  smtp,
  cors: { origin: false, credentials: false },
});
const names = new Set([`127.0.0.1:${pagePort}`, `localhost:${pagePort}`]);
page.server.addHook("onRequest", async (request, reply) => {
  if (!names.has(request.headers.host ?? "")) {
    return reply.status(421).send({ error: "Open the mailbox by its own address." });
  }
  if (request.url === "/") request.headers.accept = "text/html"; // a probe that accepts anything gets the page too
});
await page.registerPlugins();
await registerUI(page.server, { basePath: "" });
await page.listen();
tellReady();

process.on("SIGTERM", async () => {
  setTimeout(() => process.exit(0), 1500).unref();
  await page.stop();
  await smtp.stop();
  process.exit(0);
});
process.on("SIGINT", () => {});
