import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { sendSubscribeForm } from "#lib/audience/subscribe-forms/send.ts";
import { mailUnsubscribeLinks } from "#lib/audience/unsubscribe/links-mail.ts";
import { addressKey } from "#lib/audience/unsubscribe/links-queue.ts";
import { openPlatformTransport } from "#lib/mail/platform/platform-transport.ts";
import {
  anonymous,
  jobActor,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { logged } from "#testing/logged.ts";
import { scriptedSmtp } from "#testing/servers/scripted-smtp.ts";
import { type SmtpBehaviour, startSmtp } from "#testing/servers/smtp.ts";
import { mailConfirmation } from "./mail.ts";

/** A signup whose mail waits, and a mail server of its own. */
async function makeSignup(behaviour: SmtpBehaviour = {}) {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const email = uniqueEmail("signup");
  await sendSubscribeForm(anonymous(), {
    newsletterId,
    email,
    form: "hosted",
    wording: "Yes.",
    locale: "en",
  });
  const [row] = await ownerSql()<{ id: string; contact_id: string }[]>`
    select id, contact_id from confirmations where workspace_id = ${workspaceId}`;
  const { id = "", contact_id: contactId = "" } = row ?? {};
  const server = await startSmtp({ behaviour });
  const transport = openPlatformTransport(`smtp://127.0.0.1:${server.port}`);
  const run = () => mailConfirmation(transport, jobActor(workspaceId, "confirmation-mail"), id);
  const close = async () => {
    transport.close();
    await server.close();
  };
  return { actor, workspaceId, contactId, email, id, server, run, close };
}

const busyOnce = () => {
  let left = 1;
  return () => (left-- > 0 ? { code: 451, message: "4.3.0 try later" } : null);
};

test("a confirmation mail whose job runs again goes once", { tag: "@DO4" }, async () => {
  const { server, run, close, email, id } = await makeSignup({ refuseMessage: busyOnce() });
  await expect(run()).rejects.toThrow(/not sent/);
  await run();
  await run();
  const mails = await server.messages();
  expect(mails.map(({ to }) => to)).toEqual([[email]]);
  const [row] = await ownerSql()`select mailed_at, message_id from confirmations where id = ${id}`;
  expect(row).toMatchObject({
    mailed_at: expect.any(Date),
    message_id: mails[0]?.parsed.messageId,
  });
  await close();
});

test("a mail whose end nobody knows is not sent again", { tag: "@DO4" }, async () => {
  const { workspaceId, id, close } = await makeSignup();
  const script = await scriptedSmtp({ at: "dot", does: "close" });
  const transport = openPlatformTransport(`smtp://127.0.0.1:${script.port}`);
  const run = () => mailConfirmation(transport, jobActor(workspaceId, "confirmation-mail"), id);
  expect(await logged(run)).toMatchObject([{ job: "platform-mail" }]);
  await run();
  expect(script.commands.filter((command) => /^data/i.test(command))).toHaveLength(1);
  transport.close();
  script.close();
  await close();
});

test("nobody who was erased or corrected meanwhile gets a confirmation mail", {
  tag: ["@GD5", "@DO4"],
}, async () => {
  for (const change of [
    (of: Awaited<ReturnType<typeof makeSignup>>) =>
      deleteContact(of.actor, { contactId: of.contactId, typed: "erase" }),
    (of) =>
      correctAddress(of.actor, {
        contactId: of.contactId,
        email: uniqueEmail("right"),
        why: "Spelt by phone.",
      }),
  ] as ((of: Awaited<ReturnType<typeof makeSignup>>) => Promise<unknown>)[]) {
    const signup = await makeSignup({ refuseMessage: busyOnce() });
    await expect(signup.run()).rejects.toThrow(/not sent/);
    await change(signup);
    await signup.run();
    expect(await signup.server.messages()).toEqual([]);
    await signup.close();
  }
});

test("an erasure while the mail is under way ends its job quietly", { tag: "@GD5" }, async () => {
  let erase = async () => {};
  const signup = await makeSignup({ holdMessage: () => erase() });
  erase = async () => {
    await deleteContact(signup.actor, { contactId: signup.contactId, typed: "erase" });
  };
  await signup.run();
  await signup.run();
  expect(await signup.server.messages()).toHaveLength(1);
  await signup.close();
});

test("no waiting mail to a subscriber holds an address", { tag: "@GD5" }, async () => {
  const signup = await makeSignup();
  const rows = await ownerSql()`select 1 from pgboss.job where position(${signup.email} in data::text) > 0`;
  expect(rows).toEqual([]);
  await signup.close();
});

test("links by mail go once, to the address that was typed", { tag: ["@DO4", "@GD5"] }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [reader] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: contactId = "", email = "" } = reader ?? {};
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const { id: delivery } = await makeDelivery(workspaceId, campaignId, contactId);
  const server = await startSmtp({ behaviour: { refuseMessage: busyOnce() } });
  const transport = openPlatformTransport(`smtp://127.0.0.1:${server.port}`);
  const asked = {
    of: addressKey(email),
    locale: "en" as const,
    links: [{ workspace: workspaceId, delivery }],
  };
  const origin = { ip: null, userAgent: null, requestId: uuidv7() };
  const job = { kind: "job" as const, job: "unsubscribe-links-mail", workspaceId: null, origin };
  const run = (requestId = origin.requestId) =>
    mailUnsubscribeLinks(transport, { ...job, origin: { ...origin, requestId } }, asked);
  await expect(run()).rejects.toThrow(/not sent/);
  await run();
  await run();
  expect((await server.messages()).map(({ to }) => to)).toEqual([[email]]);

  await correctAddress(actor, { contactId, email: uniqueEmail("right"), why: "Spelt by phone." });
  await run(uuidv7());
  await deleteContact(actor, { contactId, typed: "erase" });
  await run(uuidv7());
  expect(await server.messages()).toHaveLength(1);
  transport.close();
  await server.close();
});
