import { expect, test } from "@playwright/test";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { createContact } from "#lib/audience/contacts/create.ts";
import type { requestMails } from "#lib/audience/contacts/request-mail-queue.ts";
import type { Member } from "#lib/core/actor.ts";
import { openPlatformTransport } from "#lib/mail/platform/platform-transport.ts";
import {
  jobActor,
  makeContacts,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { makeRequest } from "./contract.cases.ts";
import { createRequest } from "./create.ts";
import { extendRequest } from "./extend.ts";
import { fulfilRequest } from "./fulfil.ts";
import { sendRequestMail } from "./mail.ts";
import { refuseRequest } from "./refuse.ts";

type Job = { data: (typeof requestMails)["input"]["_output"]; waits: boolean };

const letter = (email: string, kind: "access" | "erase" | "rectify" | "object" = "access") => ({
  email,
  kind,
  arrived: "By letter, with a copy of the last mail.",
});

/** Jobs of mail about a workspace's requests: those that go now, and those that wait. */
const jobsOf = async (workspaceId: string) =>
  ownerSql()<Job[]>`select data, start_after > now() + interval '1 hour' as waits from pgboss.job
    where name = 'subject-request-mail' and data->>'workspaceId' = ${workspaceId}`;

/** Lets every job that was queued ask for the turn of its mailbox, as a worker would, and returns how many mails go now. */
async function sentNow(workspaceId: string): Promise<number> {
  const nowhere = openPlatformTransport("smtp://127.0.0.1:9");
  const jobs = (await jobsOf(workspaceId)).filter(({ waits }) => !waits);
  for (const { data } of jobs)
    if (data.held) await sendRequestMail(nowhere, jobActor(workspaceId, "subject-request-mail"), data);
  nowhere.close();
  return (await jobsOf(workspaceId)).filter(({ data }) => !data.held).length;
}

async function makeContactOf(actor: Member, email: string) {
  const { id: newsletterId } = await makeNewsletter(actor.workspaceId);
  return createContact(actor, { email, newsletterId, basis: "express", wording: "At the counter." });
}

test("a letter for an address of no contact mails nobody", async () => {
  const { actor, workspaceId } = await makeMember({ role: "member" });
  const email = uniqueEmail("victim");
  const reason = "Your account is locked, so please call us.";
  for (let more = 0; more < 3; more += 1) {
    const { id, byLetter } = await createRequest(actor, letter(email));
    expect(byLetter).toBe(true);
    await extendRequest(actor, { requestId: id, reason });
    await refuseRequest(actor, { requestId: id, reason });
  }
  const { id: access } = await createRequest(actor, letter(email));
  await fulfilRequest(actor, { requestId: access });
  const { id: erase } = await createRequest(actor, letter(email, "erase"));
  await fulfilRequest(actor, { requestId: erase, typed: "erase" });
  expect(await jobsOf(workspaceId)).toEqual([]);
  const rows = await ownerSql()`select by_letter, bundle_until, email from subject_requests
    where workspace_id = ${workspaceId}`;
  expect(rows.filter((row) => !row.by_letter || row.bundle_until || row.email)).toEqual([]);
});

test("a contact is told of a letter, also by an earlier address", async () => {
  const { actor, workspaceId } = await makeMember();
  const email = uniqueEmail("reader");
  const { id: contactId } = await makeContactOf(actor, email);
  expect(await createRequest(actor, letter(email))).toMatchObject({ byLetter: false });
  await correctAddress(actor, { contactId, email: uniqueEmail("right"), why: "Spelt by phone." });
  expect(await createRequest(actor, letter(email, "object"))).toMatchObject({ byLetter: false });
  expect((await jobsOf(workspaceId)).map(({ data }) => data.about)).toEqual(["received", "received"]);
});

test("letters of one person's workspaces bomb no mailbox", async () => {
  const email = uniqueEmail("victim");
  const { user, ...first } = await makeMember();
  const others = await Promise.all([1, 2].map(() => makeMember({ user })));
  let sent = 0;
  for (const { actor, workspaceId } of [first, ...others]) {
    await makeContactOf(actor, email);
    for (let more = 0; more < 6; more += 1) {
      const { id } = await createRequest(actor, letter(email));
      await refuseRequest(actor, { requestId: id, reason: "It was answered last week." });
    }
    sent += await sentNow(workspaceId);
  }
  expect(sent).toBe(4);
});

test("letters of many new workspaces share a mailbox's turns", async () => {
  const email = uniqueEmail("victim");
  let sent = 0;
  for (let more = 0; more < 5; more += 1) {
    const { actor, workspaceId } = await makeMember();
    await makeContactOf(actor, email);
    for (const kind of ["access", "object", "rectify"] as const)
      await createRequest(actor, letter(email, kind));
    sent += await sentNow(workspaceId);
  }
  expect(sent).toBe(6);
});

test("a new person's letters go to five mailboxes a day", async () => {
  const { actor, workspaceId } = await makeMember();
  for (let more = 0; more < 8; more += 1) {
    const email = uniqueEmail("listed");
    await makeContactOf(actor, email);
    await createRequest(actor, letter(email));
  }
  expect(await sentNow(workspaceId)).toBe(5);
});

test("a mailbox is named in twenty letters a day at most", async () => {
  const { actor } = await makeMember();
  const email = uniqueEmail("victim");
  for (let more = 0; more < 20; more += 1) await createRequest(actor, letter(email));
  await expect(createRequest(actor, letter(email.replace("@", "+1@")))).rejects.toMatchObject({
    code: "tooOften",
  });
});

test("requests by a workspace's own links are mailed as letters are", async () => {
  const { actor, workspaceId } = await makeMember();
  for (const { id } of await makeContacts(workspaceId, 8)) {
    const { requestId } = await makeRequest(workspaceId, id, { channel: "preferences" });
    await refuseRequest(actor, { requestId, reason: "It was answered last week." });
  }
  expect(await sentNow(workspaceId)).toBe(5);
});

test("requests that a mail of ours proved are answered at once", async () => {
  const { actor, workspaceId } = await makeMember();
  for (const { id } of await makeContacts(workspaceId, 8)) {
    const { requestId } = await makeRequest(workspaceId, id, { channel: "form" });
    await refuseRequest(actor, { requestId, reason: "It was answered last week." });
  }
  expect(await sentNow(workspaceId)).toBe(8);
});
