import { expect, test } from "@playwright/test";
import { newChallenge } from "#lib/audience/subscribe-forms/proof.ts";
import { signRenderTime } from "#lib/audience/subscribe-forms/render-time.ts";
import { sendSubscribeForm } from "#lib/audience/subscribe-forms/send.ts";
import { solve } from "#lib/audience/subscribe-forms/solve.fixture.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { onePerson } from "#lib/mail/one-person.ts";
import { api } from "#lib/routes.ts";
import { makeProgram } from "#testing/api.ts";
import {
  anonymous,
  asOwner,
  jobActor,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { askForTurn } from "./mail.ts";
import { questionOf } from "./question.ts";

async function makeForm(workspaceId?: string, { newborn = false } = {}) {
  const workspace = workspaceId ?? (await makeMember()).workspaceId;
  if (!newborn)
    await asOwner(
      (sql) => sql`update workspaces set created_at = now() - interval '8 days' where id = ${workspace}`,
    );
  return { workspaceId: workspace, newsletterId: (await makeNewsletter(workspace)).id };
}

type Form = Awaited<ReturnType<typeof makeForm>>;

const signUp = ({ newsletterId }: Form, email: string, form: "hosted" | "embedded" = "hosted") =>
  sendSubscribeForm(anonymous(), { newsletterId, email, form, wording: "Yes.", locale: "en" });

/** Jobs of a newsletter's mails, oldest first: whether each is held, and whether it waits for longer than an hour. */
const jobsOf = async ({ newsletterId }: Form) =>
  (
    await ownerSql()<{ id: string; held: boolean; waits: boolean }[]>`
      select c.id, j.data->>'held' is not null as held, j.start_after > now() + interval '1 hour' as waits
      from pgboss.job j join confirmations c on c.id = (j.data->>'confirmation')::uuid
      where j.name = 'confirmation-mail' and c.newsletter_id = ${newsletterId} order by j.created_on, j.start_after desc`
  ).map(({ held, waits }) => ({ held, waits }));

const now = { held: false, waits: false };
const later = { held: true, waits: true };

test("a stranger's newsletters never use up a person's own signup", { tag: "@DO4" }, async () => {
  for (const form of ["hosted", "embedded"] as const) {
    const email = uniqueEmail("victim");
    const { workspaceId } = await makeForm();
    for (let more = 0; more < 6; more++) await signUp(await makeForm(workspaceId), email, form);
    const theirs = await makeForm();
    await signUp(theirs, email, form);
    expect(await jobsOf(theirs), form).toEqual([now]);
  }
});

test("a stranger's new workspaces take no turn of older ones", { tag: "@DO4" }, async () => {
  const email = uniqueEmail("victim");
  const strangers: Form[] = [];
  for (let more = 0; more < 8; more++) {
    const form = await makeForm(undefined, { newborn: true });
    strangers.push(form);
    await signUp(form, email);
  }
  const jobs = (await Promise.all(strangers.map(jobsOf))).flat();
  expect(jobs.filter(({ held }) => !held)).toHaveLength(4);
  for (const older of [await makeForm(), await makeForm()]) {
    await signUp(older, email);
    expect(await jobsOf(older)).toEqual([now]);
  }
});

test("one owner's workspaces count together for a mailbox", { tag: "@DO4" }, async () => {
  const email = uniqueEmail("victim");
  const { user, workspaceId } = await makeMember();
  const first = await makeForm(workspaceId, { newborn: true });
  const others = await Promise.all(
    [1, 2, 3].map(async () => makeForm((await makeMember({ user })).workspaceId, { newborn: true })),
  );
  for (const form of [first, ...others]) await signUp(form, email);
  const jobs = (await Promise.all([first, ...others].map(jobsOf))).flat();
  expect(jobs.filter(({ held }) => !held)).toHaveLength(2);
});

test("many signups at once take no more turns than in a row", { tag: "@DO4" }, async () => {
  const email = uniqueEmail("victim");
  const { workspaceId } = await makeForm();
  const forms = await Promise.all(Array.from({ length: 9 }, () => makeForm(workspaceId)));
  await Promise.all(forms.map((form) => signUp(form, email)));
  const jobs = (await Promise.all(forms.map(jobsOf))).flat();
  expect(jobs.filter(({ held }) => !held)).toHaveLength(3);
});

test("a mail past the limits of its mailbox waits for its turn", { tag: "@DO4" }, async () => {
  const email = uniqueEmail("victim");
  const { workspaceId } = await makeForm();
  const forms: Form[] = [];
  for (let more = 0; more < 4; more++) {
    const form = await makeForm(workspaceId);
    forms.push(form);
    await signUp(form, email);
  }
  const last = forms[3] as Form;
  expect(await jobsOf(forms[2] as Form)).toEqual([now]);
  expect(await jobsOf(last)).toEqual([later]);

  const [asked] = await ownerSql()<
    { id: string }[]
  >`select id from confirmations where newsletter_id = ${last.newsletterId}`;
  const turn = () => askForTurn(jobActor(workspaceId, "confirmation-mail"), asked?.id ?? "");
  await turn();
  expect(await jobsOf(last)).toEqual([later, later]);
  // The day is over.
  const key = counterKey({ name: "signup:address-sender" }, `${workspaceId} ${onePerson(email)}`);
  await ownerSql()`update attempt_counters set window_ends_at = now() where key_hash = ${key}`;
  await turn();
  expect(await jobsOf(last)).toEqual([later, later, now]);
});

test("people who share one network all get through", { tag: ["@DO4", "@DO5"] }, async () => {
  const form = await makeForm();
  const key = await linkKey();
  const post = async (fields: Record<string, string>) => {
    const made = signRenderTime(key, form.newsletterId, Date.now() - 5000);
    const request = new Request(`http://localhost:3000/subscribe/${form.newsletterId}`, {
      method: "POST",
      body: new URLSearchParams({ made, ...fields }),
    });
    return (await api(request, { ip: "2001:db8:77:1::1", requestId: "room" })).text();
  };
  const people = Array.from({ length: 8 }, () => uniqueEmail("room"));
  const unheard: string[] = [];
  for (const email of people) {
    const page = await post({ email });
    if (page.includes("Check your inbox")) continue;
    expect(page).toContain("Many people on your network");
    expect(page).toContain(`value="${email}"`);
    unheard.push(email);
  }
  expect(unheard).toHaveLength(3);
  for (const email of unheard) {
    const proof = await solve(newChallenge(key, form.newsletterId));
    expect(await post({ email, proof })).toContain("Check your inbox");
  }
  expect(await jobsOf(form)).toEqual(people.map(() => now));
});

/** A newsletter that asks for confirmation in its own words, and a program that puts people on it. */
async function makeTelling() {
  const program = await makeProgram();
  const { newsletterId } = await makeForm(program.workspaceId, { newborn: true });
  await asOwner(
    (
      sql,
    ) => sql`update newsletters set confirmation_required = true, confirm_subject = 'One press to go', confirm_intro = 'Good that you
      found us.' where id = ${newsletterId}`,
  );
  return { ...program, newsletterId };
}

test("a program of a new workspace has twenty strangers asked a day", { tag: "@DO4" }, async () => {
  const { send, workspaceId, newsletterId } = await makeTelling();
  const tell = () => send("POST /contacts", { email: uniqueEmail("stranger"), newsletter_id: newsletterId });
  for (let more = 0; more < 24; more++) expect(await tell()).toMatchObject({ status: 201 });
  const asked = await ownerSql()<
    { id: string }[]
  >`select id from confirmations where newsletter_id = ${newsletterId}`;
  for (const { id } of asked) await askForTurn(jobActor(workspaceId, "confirmation-mail"), id);
  const jobs = await jobsOf({ workspaceId, newsletterId });
  expect(jobs.filter(({ held }) => !held)).toHaveLength(20);
  expect(jobs.filter(({ waits }) => waits)).toHaveLength(4);
});

test("a mail on a program's word has the product's words alone", { tag: "@DO1" }, async () => {
  const { send, workspaceId, newsletterId } = await makeTelling();
  await asOwner(
    (sql) => sql`update workspaces set created_at = now() - interval '8 days' where id = ${workspaceId}`,
  );
  await send("POST /contacts", { email: uniqueEmail("stranger"), newsletter_id: newsletterId });
  await signUp({ workspaceId, newsletterId }, uniqueEmail("reader"));
  const asked = await ownerSql()<{ id: string; form: string }[]>`
    select id, form from confirmations where newsletter_id = ${newsletterId} order by form`;
  const questions = await Promise.all(
    asked.map(({ id }) => questionOf(jobActor(workspaceId, "confirmation-mail"), id)),
  );
  expect(asked.map(({ form }) => form)).toEqual(["hosted", "member"]);
  expect(questions).toMatchObject([
    { subject: "One press to go", theirs: true },
    { subject: null, intro: null, logo: null, theirs: false },
  ]);
});
