import { Readable } from "node:stream";
import { createContact } from "#lib/audience/contacts/create.ts";
import { createImport } from "#lib/audience/imports/create.ts";
import { storeFile } from "#lib/audience/imports/file.ts";
import { getImport } from "#lib/audience/imports/get.ts";
import { receiveImport } from "#lib/audience/imports/receive.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { subscriberOf } from "#lib/audience/unsubscribe/subscriber.ts";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import type { Member, Origin, User, WorkspaceJob } from "#lib/core/actor.ts";
import { dayInWords } from "#lib/core/calendar-day.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { scopes } from "#lib/integrations/api-keys/scopes.ts";
import { connectEmailAccount } from "#lib/mailboxes/email-accounts/connect.ts";
import { api } from "#lib/routes.ts";
import { createCampaign } from "#lib/sending/campaigns/create.ts";
import { getCampaign } from "#lib/sending/campaigns/get.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { deliverJob } from "#lib/sending/deliveries/job.ts";
import { invite } from "#lib/team/invitations/create.ts";
import { createWorkspace } from "#lib/team/workspaces/create.ts";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";
import { firstLetter, secondLetter, unreadyLetter } from "./letters.ts";
import { readers, readersCsv } from "./people.ts";

export const demoWorkspaceName = "Harbour Light Press";

export type Demo = {
  workspaceId: string;
  newsletterId: string;
  contactId: string;
  /** A live key with every scope. */
  apiKey: string;
  /** Ids of the campaigns sent, in order; empty when no mailbox on this machine could take them. */
  sent: string[];
};

type Options = {
  owner: User;
  /** Local mailbox. With null nothing is sent, because sample mail must not reach a real server. */
  mailbox: { host: string; port: number } | null;
  /**
   * Returns the ids of a campaign's deliveries. The product shows them to no user, because links in
   * mails are made of them.
   */
  deliveriesOf: (campaignId: string) => Promise<string[]>;
  say: (line: string) => void;
  /** True when workers are running and take queued jobs; otherwise the jobs run here. */
  workers?: boolean;
  /** Number of contacts in the imported file. */
  people?: number;
};

/**
 * Fills a sample workspace as a user would: each change is a product command, each mail goes
 * through the send gate, the queue and SMTP. Needs a signed-up, verified user. Takes some seconds.
 */
export async function loadDemo({
  owner,
  mailbox,
  deliveriesOf,
  say,
  workers = false,
  people = 400,
}: Options): Promise<Demo> {
  const { id: workspaceId } = await createWorkspace(owner, { name: demoWorkspaceName });
  const member: Member = { ...owner, kind: "member", workspaceId, role: "owner" };
  await updateWorkspace(member, {
    senderName: demoWorkspaceName,
    postalAddress: "7 Merchants Quay\nCork T12 H1P0\nIreland",
    timeZone: "Europe/Dublin",
  });
  const { id: newsletterId } = await createNewsletter(member, {
    name: "The Harbour Letter",
    description: "New books, old machines and the weather, once a month.",
  });
  const { id: eventsId } = await createNewsletter(member, {
    name: "Evenings at the press",
    description: "Readings and workshops. Only when there is one.",
  });

  const imported = await importReaders(member, newsletterId, people, workers);
  const byHand = await addByHand(member, newsletterId, eventsId);
  const left = imported.slice(40, 43).map(({ email }) => email);
  await addSuppressions(member, { emails: left[0] ?? "", note: "Asked by telephone not to be written to." });
  await addSuppressions(member, {
    emails: left.slice(1).join("\n"),
    note: "Returned by the old system as undeliverable in the summer.",
  });
  say(`${imported.length + byHand.length} contacts`);

  const account = mailbox
    ? await connectEmailAccount(member, {
        label: "Local mailbox",
        fromName: demoWorkspaceName,
        fromAddress: "letters@harbourlight.example",
        ...mailbox,
        security: "none",
        username: "",
        password: "",
      })
    : null;
  const draft = async (letter: typeof firstLetter) => {
    const parts = { newsletterId, emailAccountId: account?.id ?? null };
    return (await createCampaign(member, { ...letter, ...parts })).id;
  };
  const [first, second] = [await draft(firstLetter), await draft(secondLetter)];
  await createCampaign(member, { ...unreadyLetter, newsletterId, emailAccountId: null });

  const sent: string[] = [];
  if (account) {
    await send(member, first, workers);
    await leave(member, await deliveriesOf(first));
    await send(member, second, workers);
    sent.push(first, second);
    await invite(member, { email: "sunniva.reed@harbourlight.example", role: "member" });
    say("2 campaigns sent into the local mailbox, and some readers left in between");
  }
  const { key: apiKey } = await createApiKey(member, {
    name: "Sample program",
    environment: "live",
    scopes: [...scopes],
    lifetime: "never",
  });
  return { workspaceId, newsletterId, contactId: byHand[0] ?? "", apiKey, sent };
}

async function importReaders(member: Member, newsletterId: string, people: number, workers: boolean) {
  const { workspaceId, origin } = member;
  const list = readers(people, new Date(Date.now() - 120 * DAY), new Date(Date.now() - 49 * DAY));
  const { id: importId } = await createImport(member, {
    newsletterId,
    basis: "express",
    consentSource:
      "Sign-up cards in the shop by the harbour and the form of the old website, each with its date.",
    attested: "on",
  });
  const upload: WorkspaceJob = { kind: "job", job: "import-upload", workspaceId, origin };
  const fileBytes = await storeFile(upload, importId, Readable.from([Buffer.from(readersCsv(list))]));
  await receiveImport(upload, { importId, fileName: "harbour-letter-readers.csv", fileBytes });
  await startImport(member, {
    importId,
    mapping: { email: 0, firstName: 1, lastName: 2, country: 3, consentedAt: 4 },
    hasHeader: true,
    delimiter: ",",
  });
  if (!workers) await runJob(importRun, { workspaceId, importId });
  await until(async () => {
    const { state, failure } = await getImport(member, { importId });
    if (state === "failed") throw new Error(`The sample's import failed: ${failure}`);
    return state === "finished";
  });
  return list;
}

async function addByHand(member: Member, newsletterId: string, eventsId: string): Promise<string[]> {
  const added: string[] = [];
  for (const person of byHand) {
    const { events, ...contact } = person;
    const { id } = await createContact(member, {
      ...contact,
      newsletterId: events ? eventsId : newsletterId,
    });
    added.push(id);
  }
  return added;
}

const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
const inWords = (days: number) => dayInWords(daysAgo(days));

// All of them agreed before they were added, and were added before the first campaign of 24 days ago.
const byHand = [
  {
    email: "ines.oyelaran@mail.example",
    firstName: "Inès",
    lastName: "Oyelaran",
    country: "IE",
    basis: "express",
    givenOn: daysAgo(58),
    wording: `Wrote her address on a card at the reading of ${inWords(58)}; the card is in the blue folder.`,
    events: false,
  },
  {
    email: "matti.korhonen@kirje.example",
    firstName: "Matti",
    lastName: "Korhonen",
    country: "FI",
    basis: "express",
    givenOn: daysAgo(70),
    wording: `Asked by letter on ${inWords(70)} to be told of new books.`,
    events: false,
  },
  {
    email: "grace.tremblay@mail.example",
    firstName: "Grace",
    lastName: "Tremblay",
    country: "CA",
    basis: "implied_purchase",
    givenOn: daysAgo(52),
    wording: `Bought two books on ${inWords(52)}, order 2117.`,
    events: false,
  },
  {
    email: "samir.haddad@post.example",
    firstName: "Samir",
    lastName: "Haddad",
    country: "IE",
    basis: "express",
    givenOn: daysAgo(29),
    wording: `Ticked the box for evenings at the press when he reserved a seat on ${inWords(29)}.`,
    events: true,
  },
  {
    email: "lotte.vandenberg@brieven.example",
    firstName: "Lotte",
    lastName: "van den Berg",
    country: "NL",
    basis: "express",
    givenOn: daysAgo(29),
    wording: `Ticked the box for evenings at the press when she reserved a seat on ${inWords(29)}.`,
    events: true,
  },
] as const;

async function send(member: Member, campaignId: string, workers: boolean) {
  const { workspaceId } = member;
  await sendCampaign(member, { campaignId });
  if (!workers) await runJob(deliverJob, { workspaceId, campaignId });
  await until(async () => {
    const { finishedAt, pausedAt, pauseReason } = await getCampaign(member, { campaignId });
    if (pausedAt) throw new Error(`A sample campaign was paused: ${pauseReason}`);
    return finishedAt !== null;
  });
}

/**
 * Unsubscribes some readers: most by their mail program's button, some on the page, one of them
 * from everything.
 */
async function leave({ workspaceId, origin: { requestId } }: Member, deliveries: string[]) {
  const key = await linkKey();
  for (const [index, id] of deliveries.filter((_, n) => n % 29 === 3).entries()) {
    const token = signLink(key, "unsubscribe", { workspaceId, id });
    const origin: Origin = { ip: null, userAgent: "npm run demo", requestId };
    if (index % 3 < 2) await pressOneClick(token, origin);
    else {
      const subscriber = await subscriberOf(token, origin);
      if (!subscriber) throw new Error("The link of a sample letter does not work.");
      await unsubscribe(subscriber, {
        scope: index === 2 ? "all" : "newsletter",
        source: "unsubscribe_page",
      });
    }
  }
}

async function pressOneClick(token: string, { ip, requestId, userAgent }: Origin) {
  const request = new Request(`http://localhost/api/unsubscribe/${token}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": userAgent ?? "" },
    body: "List-Unsubscribe=One-Click",
  });
  const { status } = await api(request, { ip, requestId });
  if (status !== 200) throw new Error(`One-click unsubscribe answered ${status}.`);
}

async function until(done: () => Promise<boolean>) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await done()) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("The sample was not loaded within a minute.");
}
