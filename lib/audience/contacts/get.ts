import { and, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns, deliveries } from "#db/schema/campaigns.ts";
import { consents } from "#db/schema/consents.ts";
import { contacts } from "#db/schema/contacts.ts";
import { imports } from "#db/schema/imports.ts";
import { leavingReasons } from "#db/schema/leaving-reasons.ts";
import { newsletters, subscriptions } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { users } from "#db/schema/users.ts";
import { openingsOf } from "#lib/audience/link-openings/of-contact.ts";
import { type LawFound, lawFoundBy } from "#lib/audience/person-law.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { mailStates } from "./mail-states.ts";

export type ContactFile = Awaited<ReturnType<typeof getContact>>;

/**
 * Returns one contact: known facts, subscriptions, the reasons mail is allowed or not, and sent mail. A viewer sees no network and no
 * browser of theirs.
 */
export const getContact = query({
  name: "contact.get",
  allow: workspaceViewer,
  input: z.object({ contactId: z.uuid() }),
  async run({ db, actor }, { contactId }) {
    const [contact] = await db
      .select({
        id: contacts.id,
        email: contacts.email,
        emailHash: contacts.emailHash,
        firstName: contacts.firstName,
        lastName: contacts.lastName,
        country: contacts.country,
        countryWritten: contacts.countryWritten,
        postalCode: contacts.postalCode,
        timeZone: contacts.timeZone,
        /** Law that their consent is judged by, and what tells it. */
        law: sql<LawFound>`(select ${sql.raw(lawFoundBy("p"))} from contacts p where p.workspace_id = "contacts"."workspace_id" and p.id = "contacts"."id")`,
        source: contacts.source,
        importId: contacts.importId,
        importFile: imports.fileName,
        language: contacts.language,
        addressCorrectedAt: contacts.addressCorrectedAt,
        createdAt: contacts.createdAt,
        restrictedAt: contacts.restrictedAt,
        restrictedFor: contacts.restrictedFor,
      })
      .from(contacts)
      .leftJoin(imports, sameWorkspace(imports, contacts, eq(imports.id, contacts.importId)))
      .where(and(owned(contacts, actor), eq(contacts.id, contactId)));
    if (!contact) throw notFound("contact");
    const { emailHash, ...person } = contact;

    const subscribed = await db
      .select({
        newsletterId: newsletters.id,
        name: newsletters.name,
        subscribedAt: subscriptions.subscribedAt,
        confirmedAt: subscriptions.confirmedAt,
        unsubscribedAt: subscriptions.unsubscribedAt,
        archivedAt: newsletters.archivedAt,
        importId: subscriptions.importId,
      })
      .from(subscriptions)
      .innerJoin(
        newsletters,
        sameWorkspace(newsletters, subscriptions, eq(newsletters.id, subscriptions.newsletterId)),
      )
      .where(and(owned(subscriptions, actor), eq(subscriptions.contactId, contactId)))
      .orderBy(newsletters.name)
      .limit(100);
    const theirs = eq(consents.contactId, contactId);
    // One grant covers all contacts of a file: the import that brought the contact, and those that
    // brought its subscriptions.
    const broughtBy = [contact.importId, ...subscribed.map((on) => on.importId)].filter((id) => id !== null);
    const byImport =
      broughtBy.length > 0
        ? and(inArray(consents.importId, broughtBy), isNull(consents.contactId))
        : undefined;
    const consentEvents = await db
      .select({
        id: consents.id,
        kind: sql<
          "grant" | "withdrawal" | "request"
        >`case when ${consents.requested} then 'request' else ${consents.kind} end`,
        basis: consents.basis,
        source: consents.source,
        wording: consents.wording,
        newsletterId: consents.newsletterId,
        newsletter: newsletters.name,
        perRow: consents.perRow,
        softOptIn: consents.softOptIn,
        occurredAt: consents.occurredAt,
        givenOn: consents.givenOn,
        expiresAt: consents.expiresAt,
        /** Day on which a ground with a known day ends. */
        endsOn: sql<string | null>`case when ${consents.givenOn} is not null
          then to_char(${consents.expiresAt} at time zone 'UTC', 'YYYY-MM-DD') end`,
        ip: consents.ip,
        userAgent: consents.userAgent,
        evidence: consents.evidence,
        forFile: sql<boolean>`${consents.contactId} is null`,
        importId: consents.importId,
        importFile: imports.fileName,
        recordedBy: users.name,
      })
      .from(consents)
      .leftJoin(newsletters, sameWorkspace(newsletters, consents, eq(newsletters.id, consents.newsletterId)))
      .leftJoin(imports, sameWorkspace(imports, consents, eq(imports.id, consents.importId)))
      .leftJoin(users, and(eq(consents.actorKind, "member"), eq(sql`${users.id}::text`, consents.actorId)))
      .where(and(owned(consents, actor), or(theirs, byImport)))
      .orderBy(desc(consents.occurredAt))
      .limit(100);
    const stops = await db
      .select({
        id: suppressions.id,
        reason: suppressions.reason,
        source: suppressions.source,
        note: suppressions.note,
        newsletterId: suppressions.newsletterId,
        newsletter: newsletters.name,
        createdAt: suppressions.createdAt,
        since: suppressions.since,
        liftedAt: suppressions.liftedAt,
        liftedNote: suppressions.liftedNote,
      })
      .from(suppressions)
      .leftJoin(
        newsletters,
        sameWorkspace(newsletters, suppressions, eq(newsletters.id, suppressions.newsletterId)),
      )
      .where(and(owned(suppressions, actor), eq(suppressions.emailHash, emailHash)))
      .orderBy(desc(suppressions.createdAt))
      .limit(100);
    const messages = await db
      .select({
        campaignId: campaigns.id,
        campaign: campaigns.name,
        state: deliveries.state,
        reason: deliveries.reason,
        reply: deliveries.reply,
        sentAt: deliveries.sentAt,
        endedAt: deliveries.endedAt,
        askedAt: campaigns.sendRequestedAt,
      })
      .from(deliveries)
      .innerJoin(campaigns, sameWorkspace(campaigns, deliveries, eq(campaigns.id, deliveries.campaignId)))
      .where(and(owned(deliveries, actor), eq(deliveries.contactId, contactId)))
      .orderBy(desc(campaigns.id))
      .limit(50);
    const reasons = await db
      .select({
        deliveryId: leavingReasons.deliveryId,
        reason: leavingReasons.reason,
        words: leavingReasons.words,
        newsletter: newsletters.name,
        createdAt: leavingReasons.createdAt,
      })
      .from(leavingReasons)
      .leftJoin(
        newsletters,
        sameWorkspace(newsletters, leavingReasons, eq(newsletters.id, leavingReasons.newsletterId)),
      )
      .where(and(owned(leavingReasons, actor), eq(leavingReasons.contactId, contactId)))
      .orderBy(desc(leavingReasons.createdAt))
      .limit(50);
    const states = await mailStates(db, actor.workspaceId, [contactId]);
    const stateOf = new Map(states.map((state) => [state.newsletterId, state]));
    const openings = await openingsOf(db, actor.workspaceId, contactId);
    return {
      ...person,
      subscriptions: subscribed.map(({ importId, ...on }) => ({
        ...on,
        addedByFile: importId !== null,
        refusal: stateOf.get(on.newsletterId)?.refusal ?? null,
        /** Lawful basis on which its mail goes to them now. */
        ground: stateOf.get(on.newsletterId)?.ground ?? null,
      })),
      consents: inLayers(workspaceMember.admits(actor) ? consentEvents : consentEvents.map(withoutNetwork)),
      suppressions: stops.filter(({ liftedAt }) => liftedAt === null),
      lifted: stops.filter(({ liftedAt }) => liftedAt !== null),
      leavingReasons: reasons,
      messages,
      openings: workspaceMember.admits(actor) ? openings : openings.map((each) => ({ ...each, agent: null })),
    };
  },
});

type Evidence = { ip: string | null; userAgent: string | null; evidence: Record<string, unknown> };

/** Keys of evidence that name a network or a browser. */
const networkKey = /ip$|agent$|browser$/i;

/** Returns a consent as a viewer sees it: their network and browser are the proof of those who answer for it. */
const withoutNetwork = <C extends Evidence>(consent: C): C => ({
  ...consent,
  ip: null,
  userAgent: null,
  evidence: Object.fromEntries(Object.entries(consent.evidence).filter(([key]) => !networkKey.test(key))),
});

type Layer = {
  id: string;
  kind: string;
  importId: string | null;
  forFile: boolean;
  givenOn: string | null;
  occurredAt: Date;
};

/**
 * Returns the consents in the order in which they were given, newest first. What a person's row of a file says and what the
 * member attested for the whole file is one consent with two layers.
 */
function inLayers<C extends Layer>(events: C[]): (C & { attested: C | null })[] {
  const attested = new Map(events.filter(({ forFile }) => forFile).map((each) => [each.importId, each]));
  const own = events.filter(({ forFile }) => !forFile);
  const said = new Set(own.map(({ importId }) => importId));
  const layers = [...own, ...[...attested.values()].filter((each) => !said.has(each.importId))];
  return layers
    .map((each) => ({ ...each, attested: each.forFile ? null : (attested.get(each.importId) ?? null) }))
    .sort((one, two) => givenAt(two) - givenAt(one));
}

/** Returns the moment a consent was given, as far as it is known: a day without an hour counts as its end. */
export const givenAt = ({ givenOn, occurredAt }: Pick<Layer, "givenOn" | "occurredAt">) =>
  givenOn ? Math.min(Date.parse(`${givenOn}T23:59:59Z`), occurredAt.getTime()) : occurredAt.getTime();
