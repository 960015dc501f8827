import { readFileSync } from "node:fs";
import { test as base, expect } from "@playwright/test";
import type { TestCertificate } from "#testing/servers/certificate.ts";
import { type SmtpBehaviour, startSmtp, type TestSmtp } from "#testing/servers/smtp.ts";
import { mailbox } from "./support/mailbox.ts";
import { makeOwner, type Owner, signIn } from "./support/owner.ts";
import { type Watchdog, watch } from "./support/watchdog.ts";

export { expect };

export type CustomerSmtp = TestSmtp & { user: string; pass: string; behaviour: SmtpBehaviour };

type Fixtures = {
  /** Somebody with a workspace of their own, already signed in to this test's browser. */
  owner: Owner;
  /** The product's own mail. */
  mailbox: typeof mailbox;
  /** A customer's mail server: TLS from the first byte, and a password. Change `behaviour` at any time. */
  smtp: CustomerSmtp;
  /** Fails the test when a page complained about anything. */
  watchdog: Watchdog;
};

export const test = base.extend<Fixtures>({
  contextOptions: { reducedMotion: "reduce" },
  // What is not there after this long will not come: the story says where it stopped, instead of that time was up.
  actionTimeout: 20_000,

  watchdog: [
    async ({ context }, use) => {
      const watchdog = watch(context);
      await use(watchdog);
      expect(watchdog.complaints, "what the pages complained about").toEqual([]);
    },
    { auto: true },
  ],

  owner: async ({ context }, use) => {
    const owner = await makeOwner();
    await signIn(context, owner);
    await use(owner);
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from its first parameter.
  mailbox: async ({}, use) => use(mailbox),

  // biome-ignore lint/correctness/noEmptyPattern: the same.
  smtp: async ({}, use) => {
    const auth = { user: "letters@sender.test", pass: "an app password" };
    const behaviour: SmtpBehaviour = {};
    const server = await startSmtp({ tls: true, auth, certificate: trustedCertificate(), behaviour });
    await use(Object.assign(server, auth, { behaviour }));
    await server.close();
  },
});

/** Signed by the authority the test product was started to trust. */
const trustedCertificate = (): TestCertificate =>
  JSON.parse(readFileSync(process.env.E2E_SMTP_CERTIFICATE ?? "", "utf8"));
