import { expect, test } from "@playwright/test";
import { localMailbox, localMailboxOf } from "./local-mailbox.ts";

const house = {
  MAILNEO_LOCAL_SMTP_PORT: 20250,
  SMTP_URL: "smtp://127.0.0.1:20250",
  ALLOW_PRIVATE_MAIL_HOSTS: false,
};

test("the local mailbox is a provider only while npm start runs it", { tag: "@V1.3.6" }, () => {
  expect(localMailbox(house)).toMatchObject({ host: "127.0.0.1", port: 20250, security: "none" });
  for (const other of [
    { MAILNEO_LOCAL_SMTP_PORT: undefined },
    { SMTP_URL: "smtp://mail.example.com:587" },
    { SMTP_URL: "smtp://127.0.0.1:25" },
  ])
    expect(localMailbox({ ...house, ...other })).toBeNull();
});

test("an account of the local mailbox follows its port", () => {
  const account = { host: "127.0.0.1", port: 20250, security: "none" };
  const moved = { ...account, port: 20251 };
  expect(localMailboxOf(account, house)?.port).toBe(20250);
  expect(localMailboxOf(moved, house)?.port).toBe(20250);
  const allowed = { ...house, ALLOW_PRIVATE_MAIL_HOSTS: true };
  expect(localMailboxOf(account, allowed)).not.toBeNull();
  expect(localMailboxOf(moved, allowed)).toBeNull();
  for (const other of [
    { ...account, host: "10.0.0.1" },
    { ...account, security: "tls" },
  ])
    expect(localMailboxOf(other, house)).toBeNull();
});
