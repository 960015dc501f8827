import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import {
  anonymous,
  asOwner,
  auditOf,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { sendSubscribeForm } from "./send.ts";

async function makeForm() {
  const { workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const send = (email: string, more: { page?: string } = {}) =>
    sendSubscribeForm(anonymous(), {
      newsletterId,
      email,
      form: "hosted",
      wording: "Send me the letter.",
      locale: "en",
      ...more,
    }).then(
      () => "taken",
      (error: { code: string }) => error.code,
    );
  return { workspaceId, newsletterId, send };
}

const countsOf = async (workspaceId: string) => {
  const [row] = await ownerSql()`
    select (select count(*)::int from contacts where workspace_id = ${workspaceId}) as contacts,
      (select count(*)::int from subscriptions where workspace_id = ${workspaceId} and confirmed_at is null) as pending,
      (select count(*)::int from confirmations where workspace_id = ${workspaceId}) as confirmations,
      (select count(*)::int from pgboss.job where name = 'confirmation-mail' and data->>'workspaceId' = ${workspaceId}) as mails`;
  const entries = (await auditOf(workspaceId)).filter(({ action }) => action === "subscribe_form.send");
  return { ...row, entries: entries.filter(({ result }) => result === "done").length };
};

test("signups of the same moment are each taken, with mail and entry", async () => {
  const form = await makeForm();
  const emails = Array.from({ length: 120 }, () => uniqueEmail("rush"));
  expect(new Set(await Promise.all(emails.map((email) => form.send(email))))).toEqual(new Set(["taken"]));
  expect(await countsOf(form.workspaceId)).toEqual({
    contacts: 120,
    pending: 120,
    confirmations: 120,
    mails: 120,
    entries: 120,
  });
});

test("one address that signs up ten times at once is asked once", { tag: "@DO4" }, async () => {
  const form = await makeForm();
  const [name, domain] = uniqueEmail("eager").split("@");
  const written = Array.from({ length: 10 }, (_, n) => `${name}+${n}@${domain}`);
  const answers = await Promise.all(written.map((email) => form.send(email)));
  expect(answers.toSorted()).toEqual(["taken", ...Array(9).fill("tooOften")].toSorted());
  expect(await countsOf(form.workspaceId)).toMatchObject({ confirmations: 1, mails: 1, entries: 1 });
});

test("a newsletter closed meanwhile takes nobody and leaves nothing", async () => {
  const form = await makeForm();
  expect(await form.send(uniqueEmail())).toBe("taken");
  await asOwner((sql) => sql`update newsletters set visibility = 'closed' where id = ${form.newsletterId}`);
  expect(await form.send(uniqueEmail())).toBe("notFound");
  expect(await countsOf(form.workspaceId)).toMatchObject({ contacts: 1, confirmations: 1, entries: 1 });
  await expect(
    sendSubscribeForm(anonymous(), {
      newsletterId: uuidv7(),
      email: uniqueEmail(),
      form: "hosted",
      wording: "Send me the letter.",
      locale: "en",
    }),
  ).rejects.toMatchObject({ code: "notFound" });
});
