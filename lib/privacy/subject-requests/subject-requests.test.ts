import { writeFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { liftRestriction } from "#lib/audience/contacts/lift-restriction.ts";
import { signRenderTime } from "#lib/audience/subscribe-forms/render-time.ts";
import type { Member } from "#lib/core/actor.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { unzip } from "#lib/files/unzip.ts";
import { api } from "#lib/routes.ts";
import {
  asOwner,
  auditOf,
  jobActor,
  makeContacts,
  makeMember,
  makeNewsletter,
  makeSending,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { makeRequest } from "./contract.cases.ts";
import { createRequest } from "./create.ts";
import { extendRequest } from "./extend.ts";
import { fulfilRequest } from "./fulfil.ts";
import { getRequest } from "./get.ts";
import { issueRequestMail } from "./issue-mail.ts";
import { refuseRequest } from "./refuse.ts";
import { sweepRequests } from "./sweep.ts";
import { withdrawRequest } from "./withdraw.ts";
import { withdrawBundle } from "./withdraw-bundle.ts";

let networks = 0;
/** A network of its own for each test, because requests are limited by network. */
const newNetwork = () => `2001:${process.pid.toString(16).slice(-4)}:${(++networks).toString(16)}:5::1`;

const ask = (path: string, init: RequestInit = {}, ip = newNetwork()) =>
  api(new Request(`http://localhost:3000${path}`, { redirect: "manual", ...init }), {
    ip,
    requestId: `request-${networks}`,
  });

const post = (path: string, fields: Record<string, string>, ip?: string) =>
  ask(path, { method: "POST", body: new URLSearchParams(fields), headers: { "user-agent": "A reader" } }, ip);

const download = (path: string, email: string) => post(path, { email, act: "download" });

const made = async (workspaceId: string, secondsAgo = 5) =>
  signRenderTime(await linkKey(), workspaceId, Date.now() - secondsAgo * 1000);

async function send(workspaceId: string, fields: Record<string, string>, ip?: string) {
  return post(
    `/subject-requests/${workspaceId}`,
    { made: await made(workspaceId), kind: "access", ...fields },
    ip,
  );
}

async function makePerson() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  return { actor, workspaceId, newsletterId, contactId: contact?.id ?? "", email: contact?.email ?? "" };
}

const requestsOf = (workspaceId: string) =>
  ownerSql()`select *, due_on::text as due, received_on::text as received from subject_requests where workspace_id = ${workspaceId} order by id`;

/** The token of a mailed link, as its mailbox would hold it. */
async function tokenOf(workspaceId: string, requestId: string, about: "proof" | "answer") {
  const issued = await issueRequestMail(jobActor(workspaceId, "subject-request-mail"), { requestId, about });
  return issued?.token ?? "";
}

/** The files of a downloaded archive, by name. */
async function filesIn(answer: Response): Promise<Map<string, string>> {
  const path = test.info().outputPath("my-data.zip");
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  const { names, read } = await unzip(path);
  const files = new Map<string, string>();
  for (const name of names) {
    const pieces: Uint8Array[] = [];
    for await (const piece of read(name)) pieces.push(piece);
    files.set(name, Buffer.concat(pieces).toString());
  }
  return files;
}

async function makeProved(kind: "access" | "rectify" | "restrict" | "erase" | "object" = "access") {
  const person = await makePerson();
  return { ...person, ...(await makeRequest(person.workspaceId, person.contactId, { kind })) };
}

test("a request counts once its person proved their address", { tag: ["@GD3"] }, async () => {
  const { workspaceId, email, contactId } = await makePerson();
  const answer = await send(workspaceId, { email: ` ${email.toUpperCase()} `, words: "Everything, please." });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("Check your inbox")]);
  const [asked] = await requestsOf(workspaceId);
  expect(asked).toMatchObject({ email, words: "Everything, please.", identified_at: null, contact_id: null });
  const jobs =
    await ownerSql()`select data from pgboss.job where name = 'subject-request-mail' and data->>'requestId' = ${asked?.id}`;
  expect(jobs.map(({ data }) => data)).toEqual([{ workspaceId, requestId: asked?.id, about: "proof" }]);

  const token = await tokenOf(workspaceId, asked?.id, "proof");
  const stored = await ownerSql()`select r::text as row from subject_requests r where id = ${asked?.id}`;
  expect(stored[0]?.row).not.toContain(token);
  const path = `/subject-requests/proof/${token}`;
  for (let look = 0; look < 50; look += 1) await ask(path, { method: look % 2 ? "HEAD" : "GET" });
  const shown = await (await ask(path)).text();
  expect(shown).toContain("Confirm your request to Analytical Engines");
  expect(shown).not.toContain(email);
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ identified_at: null });

  expect(await (await post(path, { act: "confirm" })).text()).toContain(
    "Analytical Engines has your request",
  );
  const [proved] = await requestsOf(workspaceId);
  expect(proved).toMatchObject({ identified_at: expect.any(Date), contact_id: contactId });
  // A replayed press changes nothing, and neither does a late denial.
  await post(path, { act: "confirm" });
  await post(path, { act: "disown" });
  expect(await requestsOf(workspaceId)).toEqual([proved]);
  const entries = (await auditOf(workspaceId)).map(({ action, result }) => `${action} ${result}`);
  expect(entries).toContain("subject_request.prove done");
});

test("known and unknown addresses get one answer and one mail", { tag: "@GD3" }, async () => {
  const { workspaceId, email } = await makePerson();
  const unknown = uniqueEmail("unknown");
  const pages: string[] = [];
  for (const address of [email, unknown]) {
    const answer = await send(workspaceId, { email: address });
    pages.push((await answer.text()).replaceAll(address, "…"));
  }
  expect(pages[0]).toBe(pages[1]);
  const rows = await requestsOf(workspaceId);
  expect(rows.map((row) => row.email)).toEqual([email, unknown]);
  for (const { id } of rows) expect(await tokenOf(workspaceId, id, "proof")).toHaveLength(43);
});

test("what no person sends is not taken, and typed words stay", async () => {
  const { workspaceId } = await makePerson();
  const email = uniqueEmail();
  const wrong = await send(workspaceId, { email: "no address", words: "I wrote this." });
  const text = await wrong.text();
  expect([wrong.status, text]).toEqual([400, expect.stringContaining("I wrote this.")]);
  expect(text).toContain('value="no address"');
  const kinds = await send(workspaceId, { email, kind: "everything", words: "Kept." });
  expect(await kinds.text()).toMatch(/Choose what you want[\s\S]*Kept\./);
  await send(workspaceId, { email, website: "https://spam.example" });
  expect(await (await send(workspaceId, { email, made: "x" })).text()).toContain("once more");
  const young = { email, kind: "access", made: await made(workspaceId, 0) };
  await post(`/subject-requests/${workspaceId}`, young);
  expect((await send(workspaceId, { email, words: " ".repeat(1_000_000) })).status).toBe(400);
  expect(await requestsOf(workspaceId)).toEqual([]);
  const blank = await send(workspaceId, { email, words: " ".repeat(3000) });
  expect([blank.status, (await requestsOf(workspaceId))[0]?.words]).toEqual([200, null]);
});

test("requests past a mailbox's turns wait, with their day", { tag: "@GD3" }, async () => {
  const { workspaceId } = await makePerson();
  const email = uniqueEmail();
  const answers = [];
  for (let n = 0; n < 5; n += 1) answers.push(await (await send(workspaceId, { email })).text());
  expect(new Set(answers).size).toBe(1);
  const jobs =
    () => ownerSql()`select data->>'held' is not null as held, start_after > now() + interval '1 hour' as waits
    from pgboss.job where name = 'subject-request-mail' and data->>'workspaceId' = ${workspaceId} order by created_on`;
  const now = { held: false, waits: false };
  const later = { held: true, waits: true };
  expect(await jobs()).toEqual([now, now, now, later, later]);
  const rows = await requestsOf(workspaceId);
  expect(rows).toHaveLength(5);
  expect(new Set(rows.map(({ received }) => received)).size).toBe(1);
});

test("a person's own request is kept, whatever others sent", { tag: "@GD3" }, async () => {
  const email = uniqueEmail();
  const { workspaceId: theirs } = await makePerson();
  for (let n = 0; n < 8; n += 1) await send((await makePerson()).workspaceId, { email });
  for (let n = 0; n < 3; n += 1) await send(theirs, { email });
  await send(theirs, { email, kind: "erase" });
  expect((await requestsOf(theirs)).filter(({ kind }) => kind === "erase")).toHaveLength(1);
});

test("a network past its limit is told, and its text stays", async () => {
  const { workspaceId } = await makePerson();
  const ip = newNetwork();
  for (let n = 0; n < 10; n += 1) await send(workspaceId, { email: uniqueEmail() }, ip);
  const email = uniqueEmail();
  const refused = await send(workspaceId, { email, words: "Everything since 2020." }, ip);
  expect([refused.status, await refused.text()]).toEqual([
    429,
    expect.stringContaining("Everything since 2020."),
  ]);
  expect(await requestsOf(workspaceId)).toHaveLength(10);
  // What its network refused has not used up the limits of its mailbox.
  for (let n = 0; n < 3; n += 1) await send(workspaceId, { email });
  expect(await requestsOf(workspaceId)).toHaveLength(13);
});

test("the lines of one site count together", async () => {
  const { workspaceId } = await makePerson();
  const site = newNetwork().split(":").slice(0, 3).join(":");
  const statuses = [];
  for (let n = 0; n < 42; n += 1)
    statuses.push((await send(workspaceId, { email: uniqueEmail() }, `${site}:${(n % 7) + 1}::1`)).status);
  expect(statuses).toEqual([...Array(40).fill(200), 429, 429]);
});

test("one form sends one request, also when pressed twice", async () => {
  const { workspaceId } = await makePerson();
  const mark = await made(workspaceId);
  const path = `/subject-requests/${workspaceId}`;
  const typed = { made: mark, email: uniqueEmail(), kind: "access" };
  for (let press = 0; press < 2; press += 1)
    expect(await (await post(path, typed)).text()).toContain("Check your inbox");
  const other = await (await post(path, { ...typed, kind: "erase", words: "All of it." })).text();
  expect(other).toContain("once more");
  expect(other).toContain("All of it.");
  expect(other).not.toContain(mark);
  expect(await requestsOf(workspaceId)).toHaveLength(1);
});

test("a press that was not kept is kept by the next one", { tag: "@GD3" }, async () => {
  const { workspaceId } = await makePerson();
  const path = `/subject-requests/${workspaceId}`;
  const ip = newNetwork();
  for (let n = 0; n < 10; n += 1) await send(workspaceId, { email: uniqueEmail() }, ip);
  const typed = { made: await made(workspaceId), email: uniqueEmail(), kind: "access" };
  const kept = async () =>
    (await requestsOf(workspaceId)).filter(({ email }) => email === typed.email).length;
  for (let press = 0; press < 2; press += 1) {
    const crowded = await post(path, typed, ip);
    expect([crowded.status, await kept()]).toEqual([429, 0]);
  }
  expect(await (await post(path, typed)).text()).toContain("Check your inbox");
  expect(await (await post(path, typed)).text()).toContain("Check your inbox");
  expect(await kept()).toBe(1);
});

test("two presses of one form at once keep one request", { tag: "@GD3" }, async () => {
  const { workspaceId } = await makePerson();
  const path = `/subject-requests/${workspaceId}`;
  const typed = { made: await made(workspaceId), email: uniqueEmail(), kind: "access" };
  const answers = await Promise.all([post(path, typed), post(path, typed), post(path, typed)]);
  for (const answer of answers) expect(await answer.text()).toContain("Check your inbox");
  expect(await requestsOf(workspaceId)).toHaveLength(1);
  const other = await Promise.all(
    ["One.", "Two."].map(async (words) => (await post(path, { ...typed, made: typed.made, words })).text()),
  );
  expect(other.every((page) => page.includes("once more"))).toBe(true);
});

/** Posts of others in the name of a mailbox, which none of them holds. */
const flood = (workspaceId: string, contactId: string, kind: string, count: number, words: string) =>
  asOwner(
    (
      sql,
    ) => sql`insert into subject_requests (workspace_id, id, kind, channel, email, email_hash, words, locale, received_on)
      select p.workspace_id, new_id(), ${kind}, 'form', p.email, p.email_hash, replace(${words}, '#', n::text), 'en', now()
      from contacts p, generate_series(1, ${count}::int) n where p.workspace_id = ${workspaceId} and p.id = ${contactId}`,
  );

test("a proof's page shows its own request, whatever others send", { tag: "@GD3" }, async () => {
  const { workspaceId, email, contactId } = await makePerson();
  await send(workspaceId, { email, kind: "access", words: "My own words." });
  const [own] = await requestsOf(workspaceId);
  await flood(workspaceId, contactId, "erase", 30, "Gone.");
  await flood(workspaceId, contactId, "object", 45, "Wave #.");
  const path = `/subject-requests/proof/${await tokenOf(workspaceId, own?.id, "proof")}`;
  const pages = await Promise.all([1, 2, 3].map(async (n) => (await ask(`${path}?page=${n}`)).text()));
  for (const page of pages) {
    expect(page).toContain("My own words.");
    expect(page.match(/type="checkbox"/g)?.length).toBeLessThanOrEqual(20);
    expect(page).toContain("?page=");
  }
  const all = pages.join("");
  expect(all.match(/Gone\./g)).toHaveLength(1);
  for (let n = 1; n <= 45; n += 1) expect(all).toContain(`Wave ${n}.`);

  const line = (await requestsOf(workspaceId)).findLast(({ kind }) => kind === "erase");
  await post(path, { act: "disown", [`request.${line?.id}`]: "on" });
  const erased = (await requestsOf(workspaceId)).filter(({ kind }) => kind === "erase");
  expect(erased.every(({ outcome }) => outcome === "disowned")).toBe(true);
  await post(path, { act: "confirm", [`request.${own?.id}`]: "on" });
  const proved = (await requestsOf(workspaceId)).filter((row) => row.identified_at !== null);
  expect(proved.map(({ id }) => id)).toEqual([own?.id]);
});

test("a proof's page lists what waits for it, and a person chooses", { tag: "@GD3" }, async () => {
  const { workspaceId, email, contactId } = await makePerson();
  await send(workspaceId, { email, kind: "object", words: "Go to https://evil.example now." });
  await send(workspaceId, { email, kind: "access" });
  await send(workspaceId, { email, kind: "erase", words: "I want to be gone." });
  const [first, , mine] = await requestsOf(workspaceId);
  const path = `/subject-requests/proof/${await tokenOf(workspaceId, first?.id, "proof")}`;
  const page = await (await ask(path)).text();
  for (const words of [
    "Erase my data",
    "Get a copy of my data",
    "No advertising any more",
    "I want to be gone.",
  ])
    expect(page).toContain(words);
  expect(page).not.toContain("evil.example");
  expect(page).not.toContain("checked");
  const none = await post(path, { act: "confirm" });
  expect([none.status, await none.text()]).toEqual([400, expect.stringContaining("Choose what you want.")]);

  const stranger = await makePerson();
  const { requestId } = await makeRequest(stranger.workspaceId, stranger.contactId, { proved: false });
  await post(path, { act: "confirm", [`request.${requestId}`]: "on" });
  const shown = await (await post(path, { act: "confirm", [`request.${mine?.id}`]: "on" })).text();
  expect(shown).toContain("Analytical Engines has your request");
  expect(shown).toContain("Erase my data");
  expect(shown).not.toContain("No advertising");
  const state = async () =>
    (await requestsOf(workspaceId)).map((row) => [row.kind, row.identified_at !== null, row.outcome]);
  expect(await state()).toEqual([
    ["object", false, null],
    ["access", false, null],
    ["erase", true, null],
  ]);
  expect((await requestsOf(workspaceId))[2]).toMatchObject({ contact_id: contactId });
  expect((await requestsOf(stranger.workspaceId))[0]).toMatchObject({ identified_at: null });

  await post(path, { act: "disown", [`request.${first?.id}`]: "on" });
  expect(await state()).toEqual([
    ["object", false, "disowned"],
    ["access", false, null],
    ["erase", true, null],
  ]);
  const steps = (await auditOf(workspaceId)).map(({ action, target }) => [action, target]);
  expect(steps).toContainEqual(["subject_request.prove", mine?.id]);
  expect(steps).toContainEqual(["subject_request.disown", first?.id]);
});

test("a viewer sees neither a person's words nor their proof", { tag: "@V8.2.3" }, async () => {
  const { actor, workspaceId, email } = await makePerson();
  const arrived = "By letter, with passport C01X00T47.";
  const { id } = await createRequest(actor, {
    email,
    kind: "rectify",
    arrived,
    words: "My illness is wrong.",
  });
  const { actor: viewer } = await makeMember({ workspaceId, role: "viewer" });
  const { actor: member } = await makeMember({ workspaceId, role: "member" });
  expect(await getRequest(viewer, { requestId: id })).toMatchObject({ words: null, arrived: null, email });
  expect(await getRequest(member, { requestId: id })).toMatchObject({
    arrived,
    words: "My illness is wrong.",
  });
});

test("a link cut off, made up, expired or disowned proves nothing", async () => {
  const { workspaceId, contactId } = await makePerson();
  const { requestId, proof } = await makeRequest(workspaceId, contactId, { proved: false });
  for (const token of [
    proof.slice(0, -1),
    `${proof}x`,
    "x".repeat(43),
    `${proof}.`,
    encodeURIComponent("é".repeat(43)),
  ])
    expect((await post(`/subject-requests/proof/${token}`, { act: "confirm" })).status, token).toBe(404);
  expect((await ask(`/subject-requests/bundle/${proof}`)).status).toBe(404);
  await asOwner(
    (sql) =>
      sql`update subject_requests set proof_until = now() - interval '1 second' where id = ${requestId}`,
  );
  expect(await (await post(`/subject-requests/proof/${proof}`, { act: "confirm" })).text()).toContain(
    "expired",
  );
  await post(`/subject-requests/proof/${proof}`, { act: "disown" });
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ identified_at: null, outcome: "disowned" });
  expect(await (await ask(`/subject-requests/proof/${proof}`)).text()).toContain("cancelled");
});

for (const [received, due, extended] of [
  ["2026-01-31", "2026-02-28", "2026-04-30"],
  ["2028-01-31", "2028-02-29", "2028-04-30"],
  ["2026-03-31", "2026-04-30", "2026-06-30"],
  ["2026-11-30", "2026-12-30", "2027-02-28"],
  ["2026-12-01", "2027-01-01", "2027-03-01"],
] as const)
  test(`a request of ${received} is due on ${due}`, { tag: "@GD3" }, async () => {
    const { workspaceId, contactId } = await makePerson();
    const { requestId } = await makeRequest(workspaceId, contactId);
    await asOwner(
      (sql) => sql`update subject_requests set received_on = ${received} where id = ${requestId}`,
    );
    expect((await requestsOf(workspaceId))[0]?.due).toBe(due);
    await asOwner((sql) => sql`update subject_requests set extended_at = now() where id = ${requestId}`);
    expect((await requestsOf(workspaceId))[0]?.due).toBe(extended);
  });

test("an extension needs a reason, the first month, and comes once", { tag: "@GD3" }, async () => {
  const { actor, workspaceId, requestId } = await makeProved();
  await expect(extendRequest(actor, { requestId, reason: "why" })).rejects.toMatchObject({
    fields: { reason: expect.stringContaining("The person reads it") },
  });
  const reason = "The archive of 1998 is on tape.";
  const { dueOn } = await extendRequest(actor, { requestId, reason });
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ due: dueOn, extension: reason });
  await expect(extendRequest(actor, { requestId, reason })).rejects.toMatchObject({ code: "conflict" });
  const job = jobActor(workspaceId, "subject-request-mail");
  expect(await issueRequestMail(job, { requestId, about: "extended" })).toMatchObject({
    extension: reason,
    dueOn,
  });

  const late = await makeRequest(workspaceId, (await makeContacts(workspaceId, 1))[0]?.id ?? "", {
    days: 40,
  });
  await expect(extendRequest(actor, { requestId: late.requestId, reason })).rejects.toMatchObject({
    fields: { reason: expect.stringContaining("first month is over") },
  });
});

test("a letter is entered with its day, and holds back mail", { tag: "@GD3" }, async () => {
  const { actor, workspaceId, email, contactId } = await makePerson();
  const letter = { email, kind: "erase", arrived: "By letter, with a copy of the last mail." } as const;
  await expect(createRequest(actor, { ...letter, receivedOn: "2999-01-01" })).rejects.toMatchObject({
    fields: { receivedOn: expect.stringContaining("ahead") },
  });
  await expect(createRequest(actor, { ...letter, receivedOn: "2001-01-01" })).rejects.toMatchObject({
    fields: { receivedOn: expect.any(String) },
  });
  const { id } = await createRequest(actor, letter);
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ id, channel: "member", contact_id: contactId });
  const held = () => ownerSql()`select restricted_at, restricted_for from contacts where id = ${contactId}`;
  expect(await held()).toMatchObject([{ restricted_at: expect.any(Date), restricted_for: id }]);
  await withdrawRequest(actor, { requestId: id, how: "By phone, to Anna." });
  expect(await held()).toEqual([{ restricted_at: null, restricted_for: null }]);
});

test("mail stays held back while any request of the person waits", { tag: "@GD6" }, async () => {
  const { actor, email, contactId } = await makePerson();
  const letter = { email, arrived: "By letter, with a copy of the last mail." };
  const held = async () => {
    const [row] =
      await ownerSql()`select restricted_at, restricted_for from contacts where id = ${contactId}`;
    return row?.restricted_at === null ? null : row?.restricted_for;
  };
  const erase = await createRequest(actor, { ...letter, kind: "erase" });
  const object = await createRequest(actor, { ...letter, kind: "object" });
  expect(await held()).toBe(erase.id);
  await withdrawRequest(actor, { requestId: erase.id, how: "By phone, to Anna." });
  expect(await held()).toBe(object.id);
  const told = "By phone, on Monday.";
  await expect(liftRestriction(actor, { contactId, told })).rejects.toMatchObject({ code: "conflict" });
  const restrict = await createRequest(actor, { ...letter, kind: "restrict" });
  await fulfilRequest(actor, { requestId: restrict.id });
  await refuseRequest(actor, { requestId: object.id, reason: "It was answered last week." });
  expect(await held()).toBe(restrict.id);
  await liftRestriction(actor, { contactId, told });
  expect(await held()).toBeNull();
});

test("two requests that end and begin at once leave mail held", { tag: "@GD6" }, async () => {
  const { actor, email, contactId } = await makePerson();
  const letter = { email, arrived: "By letter, with a copy of the last mail." };
  for (let n = 0; n < 5; n += 1) {
    const erase = await createRequest(actor, { ...letter, kind: "erase" });
    const [object] = await Promise.all([
      createRequest(actor, { ...letter, kind: "object" }),
      withdrawRequest(actor, { requestId: erase.id, how: "By phone, to Anna." }),
    ]);
    const [row] = await ownerSql()`select restricted_at from contacts where id = ${contactId}`;
    expect(row?.restricted_at).toEqual(expect.any(Date));
    await withdrawRequest(actor, { requestId: object.id, how: "By phone, to Anna." });
  }
});

test("of two answers at once one counts", async () => {
  const { actor, workspaceId, requestId } = await makeProved();
  const both = await Promise.allSettled([
    fulfilRequest(actor, { requestId }),
    refuseRequest(actor, { requestId, reason: "Asked for the third time this week." }),
  ]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
  const answers = (await auditOf(workspaceId)).filter(
    ({ action, result }) => /fulfil|refuse/.test(action) && result === "done",
  );
  expect(answers).toHaveLength(1);
});

test("a request of another workspace, or unproved, is not answered", async () => {
  const { requestId } = await makeProved("erase");
  const { actor: other } = await makeMember();
  await expect(fulfilRequest(other, { requestId, typed: "erase" })).rejects.toMatchObject({
    code: "notFound",
  });
  const { actor, workspaceId, contactId } = await makePerson();
  const unproved = await makeRequest(workspaceId, contactId, { kind: "erase", proved: false });
  await expect(fulfilRequest(actor, { requestId: unproved.requestId, typed: "erase" })).rejects.toMatchObject(
    { code: "conflict" },
  );
  await asOwner((sql) => sql`update memberships set role = 'viewer' where user_id = ${actor.userId}`);
  await expect(
    refuseRequest(actor, { requestId: unproved.requestId, reason: "It is not theirs." }),
  ).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("a person fetches their data, and nobody else's", { tag: ["@GD4", "@GD3"] }, async () => {
  const { actor, workspaceId, newsletterId, contactId, email, requestId } = await makeProved();
  const [other] = await makeContacts(workspaceId, 1, newsletterId);
  await asOwner(
    (sql) =>
      sql`update contacts set first_name = '=HYPERLINK("https://evil.example")' where id = ${contactId}`,
  );
  await fulfilRequest(actor, { requestId });
  const path = `/subject-requests/bundle/${await tokenOf(workspaceId, requestId, "answer")}`;
  for (let look = 0; look < 10; look += 1) await ask(path);
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ downloads: 0 });
  const wrong = await post(path, { email: other?.email ?? "" });
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("not the address")]);

  // The right address takes the error away before anything is downloaded.
  const right = await post(path, { email: email.toUpperCase() });
  expect([right.status, await right.text()]).toEqual([200, expect.stringContaining("my-data.zip")]);
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ downloads: 0 });
  const answer = await download(path, email.toUpperCase());
  expect(answer.headers.get("content-type")).toBe("application/zip");
  const files = await filesIn(answer);
  const data = JSON.parse(files.get("data.json") ?? "{}");
  expect(data).toMatchObject({ subject: email, person: { email }, consents: [{ kind: "grant" }] });
  expect(data.requests).toHaveLength(1);
  expect(files.get("person.csv")).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
  const whole = [...files.values()].join("\n");
  for (const secret of [other?.email ?? "", other?.id ?? "", actor.userId])
    expect(whole).not.toContain(secret);
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ downloads: 1, downloaded_at: expect.any(Date) });

  await withdrawBundle(actor, { requestId });
  expect((await download(path, email)).status).toBe(410);
  await expect(withdrawBundle(actor, { requestId })).rejects.toMatchObject({ code: "notFound" });
});

test("guessing the address closes the link for an hour", async () => {
  const { actor, workspaceId, email, requestId } = await makeProved();
  await fulfilRequest(actor, { requestId });
  const path = `/subject-requests/bundle/${await tokenOf(workspaceId, requestId, "answer")}`;
  for (let n = 0; n < 20; n += 1) await post(path, { email: uniqueEmail() });
  for (const act of ["", "download"]) expect((await post(path, { email, act })).status).toBe(400);
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ downloads: 0 });
});

test("an unknown person is told that nothing is held", async () => {
  const { actor, workspaceId } = await makePerson();
  const email = uniqueEmail("unknown");
  const proved = async (kind: string) => {
    await send(workspaceId, { email, kind });
    const [asked] =
      await ownerSql()`select id from subject_requests where workspace_id = ${workspaceId} and kind = ${kind}`;
    const token = await tokenOf(workspaceId, asked?.id, "proof");
    await post(`/subject-requests/proof/${token}`, { act: "confirm" });
    return { id: String(asked?.id) };
  };
  const { id } = await proved("access");
  expect(await fulfilRequest(actor, { requestId: id })).toMatchObject({ known: false });
  const path = `/subject-requests/bundle/${await tokenOf(workspaceId, id, "answer")}`;
  const files = await filesIn(await download(path, email));
  const data = JSON.parse(files.get("data.json") ?? "{}");
  expect(data).toMatchObject({ subject: email, person: null, consents: [], requests: [{ kind: "access" }] });
  for (const kind of ["erase", "restrict", "object"] as const) {
    const { id: requestId } = await proved(kind);
    expect(await fulfilRequest(actor, { requestId, typed: "erase" })).toMatchObject({ known: false });
    if (kind === "erase")
      expect(await requestsOf(workspaceId)).toContainEqual(expect.objectContaining({ id: requestId, email }));
  }
  expect(await ownerSql()`select reason from suppressions where workspace_id = ${workspaceId}`).toEqual([
    { reason: "unsubscribed" },
  ]);
});

test("an objection stops everything, also after its hold ends", { tag: "@GD2" }, async () => {
  const { actor, workspaceId, contactId, email } = await makePerson();
  const { id } = await createRequest(actor, { email, kind: "object", arrived: "In person, at the counter." });
  await fulfilRequest(actor, { requestId: id });
  expect(await ownerSql()`select restricted_at from contacts where id = ${contactId}`).toEqual([
    { restricted_at: null },
  ]);
  expect(
    await ownerSql()`select reason, newsletter_id from suppressions where workspace_id = ${workspaceId}`,
  ).toEqual([{ reason: "unsubscribed", newsletter_id: null }]);
  expect(
    await ownerSql()`select kind from consents where contact_id = ${contactId} and kind = 'withdrawal'`,
  ).toHaveLength(1);
});

test("the preference page asks for data and erasure by its link", async () => {
  const { workspaceId, contactId, deliveryId } = await makeSending();
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id: deliveryId });
  const page = await (await ask(`/preferences/${token}`)).text();
  expect(page).toContain(`/subject-requests/mine/${token}`);
  expect((await ask(`/subject-requests/mine/${token}`)).status).toBe(404);
  expect(await requestsOf(workspaceId)).toEqual([]);
  for (let twice = 0; twice < 2; twice += 1) {
    const answer = await post(`/subject-requests/mine/${token}`, { kind: "erase" });
    expect(await answer.text()).toContain("Analytical Engines has your request");
  }
  const rows = await requestsOf(workspaceId);
  expect(rows).toMatchObject([{ kind: "erase", contact_id: contactId, identified_at: expect.any(Date) }]);
  const { actor } = await makeMember({ workspaceId });
  await fulfilRequest(actor, { requestId: rows[0]?.id, typed: "erase" });
  expect((await post(`/subject-requests/mine/${token}`, { kind: "access" })).status).toBe(404);
  expect(await requestsOf(workspaceId)).toHaveLength(1);
});

test("an old mailbox asks nothing in the name of the new address", { tag: "@GD3" }, async () => {
  const { workspaceId, contactId, deliveryId } = await makeSending();
  const { actor } = await makeMember({ workspaceId });
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id: deliveryId });
  await correctAddress(actor, { contactId, email: uniqueEmail("right"), why: "Spelt by phone." });
  for (const kind of ["access", "erase"])
    expect((await post(`/subject-requests/mine/${token}`, { kind })).status).toBe(404);
  expect(await requestsOf(workspaceId)).toEqual([]);
});

test("two presses of a preference link at once make one request", async () => {
  const { workspaceId, deliveryId } = await makeSending();
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id: deliveryId });
  await Promise.all([1, 2, 3].map(() => post(`/subject-requests/mine/${token}`, { kind: "access" })));
  expect(await requestsOf(workspaceId)).toHaveLength(1);
});

test("a request of an old mailbox opens no corrected contact", { tag: "@GD4" }, async () => {
  const correct = (actor: Member, contactId: string) =>
    correctAddress(actor, { contactId, email: uniqueEmail("right"), why: "Spelt by phone." });
  for (const kind of ["access", "erase"] as const) {
    const { actor, contactId, requestId } = await makeProved(kind);
    await correct(actor, contactId);
    expect(await getRequest(actor, { requestId })).toMatchObject({ corrected: true });
    await expect(fulfilRequest(actor, { requestId, typed: "erase" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("corrected after this request"),
    });
    expect(await ownerSql()`select id from contacts where id = ${contactId}`).toHaveLength(1);
  }
  const { actor, workspaceId, contactId, email, requestId } = await makeProved();
  await fulfilRequest(actor, { requestId });
  const path = `/subject-requests/bundle/${await tokenOf(workspaceId, requestId, "answer")}`;
  await correct(actor, contactId);
  expect((await download(path, email)).status).toBe(410);
  expect((await requestsOf(workspaceId))[0]).toMatchObject({ downloads: 0 });
});

test("the sweep drops unproved requests and reminds once", { tag: ["@GD3", "@GD9"] }, async () => {
  const { workspaceId, contactId } = await makePerson();
  await makeRequest(workspaceId, contactId, { proved: false, days: 31 });
  const kept = await makeRequest(workspaceId, contactId, { proved: false, days: 29 });
  const due = await makeRequest(workspaceId, contactId, { days: 27 });
  const job = jobActor(workspaceId, "subject-request-sweep");
  await sweepRequests(job, {});
  await sweepRequests(job, {});
  expect((await requestsOf(workspaceId)).map(({ id }) => id)).toEqual([kept.requestId, due.requestId]);
  const reminders = (await auditOf(workspaceId)).filter(({ action }) => action === "subject_request.sweep");
  expect(reminders.map(({ detail }) => detail)).toEqual([
    { deleted: 1, forgotten: 0, reminded: 1 },
    { deleted: 0, forgotten: 0, reminded: 0 },
  ]);
});

test("an answer of three years ago names nobody any more", { tag: "@GD9" }, async () => {
  const { workspaceId, contactId } = await makePerson();
  const old = await makeRequest(workspaceId, contactId, { answered: true, days: 1200 });
  const young = await makeRequest(workspaceId, contactId, { answered: true, days: 900 });
  await asOwner(
    (
      sql,
    ) => sql`update subject_requests set closed_at = created_at + interval '10 days', words = 'I am Ada.', answer = 'Done, Ada.',
      ip = '192.0.2.7' where workspace_id = ${workspaceId}`,
  );
  await sweepRequests(jobActor(workspaceId, "subject-request-sweep"), {});
  const [first, second] = await requestsOf(workspaceId);
  const personal = {
    email: null,
    words: null,
    ip: null,
    contact_id: null,
    proof_hash: null,
    bundle_hash: null,
  };
  expect(first).toMatchObject({
    id: old.requestId,
    kind: "access",
    outcome: "fulfilled",
    answer: "[erased]",
    ...personal,
  });
  expect(second).toMatchObject({ id: young.requestId, answer: "Done, Ada.", ip: "192.0.2.7" });
});
