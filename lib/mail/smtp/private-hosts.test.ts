import { expect, test } from "@playwright/test";
import { readSettings } from "#scripts/settings.ts";
import { testFolder } from "#scripts/test-folder.ts";
import { isLocalMailbox } from "./private-hosts.ts";

const mailbox = { host: "127.0.0.1", port: 20250 };
const house = { MAILNEO_LOCAL_SMTP_PORT: 20250, SMTP_URL: "smtp://127.0.0.1:20250" };

test("the local mailbox is the only private server without permission", {
  tag: "@V1.3.6",
}, () => {
  expect(isLocalMailbox(mailbox, house)).toBe(true);
  for (const other of [
    { ...mailbox, port: 25 },
    { ...mailbox, port: 5432 },
    { ...mailbox, host: "localhost" },
    { ...mailbox, host: "127.1" },
    { ...mailbox, host: "127.0.0.1." },
    { ...mailbox, host: " 127.0.0.1" },
    { ...mailbox, host: "127.0.0.2" },
    { ...mailbox, host: "2130706433" },
    { ...mailbox, host: "::ffff:127.0.0.1" },
    { ...mailbox, host: "::1" },
    { ...mailbox, host: "10.0.0.1" },
  ]) {
    expect(isLocalMailbox(other, house), `${other.host}:${other.port}`).toBe(false);
  }
  expect(isLocalMailbox(mailbox, { ...house, MAILNEO_LOCAL_SMTP_PORT: undefined })).toBe(false);
});

test("a port in the environment opens nothing once mail goes anywhere else", { tag: "@V1.3.6" }, () => {
  for (const SMTP_URL of [
    "smtp://mail.example.com:587",
    "smtp://127.0.0.1:25",
    "smtp://127.0.0.1:202500",
    "smtp://user:password@127.0.0.1:20250",
    "smtps://127.0.0.1:20250",
    "smtp://127.0.0.1:20250@mail.example.com",
  ]) {
    expect(isLocalMailbox(mailbox, { ...house, SMTP_URL }), SMTP_URL).toBe(false);
  }
});

test("the mailbox port comes from the supervisor, not the environment", () => {
  const given = {
    NODE_ENV: "test",
    DATA_DIR: testFolder(),
    MAIL_FROM: "a@example.com",
    MAILNEO_LOCAL_SMTP_PORT: "25",
    SMTP_URL: "smtp://127.0.0.1:25",
  } as const;
  expect(readSettings(given).env.MAILNEO_LOCAL_SMTP_PORT).toBeUndefined();
});
