import { randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { linkIn, mailbox } from "../mailbox.ts";
import type { Canaries } from "./search.ts";

export const run = randomBytes(6).toString("hex");
export const email = `canary.${run}@example.com`;
export const from = `127.${200 + ((randomBytes(1)[0] ?? 0) % 50)}.${randomBytes(1)[0]}.77`;
export const userAgent = `Canary/${run} (Macintosh; Intel Mac OS X 10_15_7)`;

export const secrets: Canaries = new Map();
export const codes: string[] = [];
export const plant = (kind: string, value: string) => {
  expect(value.length, kind).toBeGreaterThan(12);
  secrets.set(value, kind);
  return value;
};
export const newSecret = (kind: string) => plant(kind, `Kw9-${randomBytes(12).toString("hex")}-Üb`);
export const tokenOf = (kind: string, link: string) =>
  plant(kind, new URL(link).pathname.split("/").at(-1) ?? "");
export const mailed = async (to: string, page: string) => {
  await expect
    .poll(async () => (await textsTo(to)).some((text) => text.includes(page)), { timeout: 20_000 })
    .toBe(true);
  const link = linkIn(
    (await textsTo(to)).findLast((text) => text.includes(page)),
    page,
  );
  tokenOf(`token of ${page}`, link);
  return new URL(link).pathname;
};
export const textsTo = async (to: string) => (await mailbox.messagesTo(to)).map(({ text }) => text);

/** All that has to be planted: a step that went another way would prove less. */
export const kinds = [
  "AUTH_SECRET",
  "SMTP password",
  "TOTP secret",
  "challenge of a passkey",
  "cookie of a challenge",
  "cookie of a pending sign-in",
  "device cookie",
  "id of a session",
  "key of the ring",
  "made-up token",
  "mistyped password",
  "password",
  "password of a database role",
  "password of the database's owner",
  "private key of a domain",
  "recovery code",
  "refused password",
  "secret between edge and web",
  "session cookie",
  "token of /account-recovery/cancel/",
  "token of /change-email/approve/",
  "token of /change-email/cancel/",
  "token of /change-email/confirm/",
  "token of /invitation/",
  "token of /not-me/",
  "token of /reset-password/",
  "token of /unsubscribe/",
  "token of /verify-email/",
  "token of an upload",
];

/** What must have come of it, by the log: a step that only seemed to happen would prove nothing. */
export const happened = [
  "account_recovery.cancel done",
  "account_recovery.request done",
  "audit_export.download done",
  "audit_export.start done",
  "campaign.send done",
  "contact.unsubscribe done",
  "email_account.connect done",
  "email_account.connect refused",
  "email_change.request done",
  "import.create done",
  "import.receive done",
  "invitation.create done",
  "passkey.add done",
  "password.change done",
  "password.change refused",
  "password.reset done",
  "sending_domain.create done",
  "session.second_factor done",
  "session.second_factor refused",
  "session.sign_in refused",
  "two_factor.enable done",
  "two_factor.enable refused",
];
