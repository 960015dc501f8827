import { and, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { grounds } from "#db/schema/consents.ts";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { audienceOf } from "#lib/audience/eligibility.ts";
import { endsSoon, hasGrant, holdsLonger, leftOrWaits } from "#lib/audience/holding-grants.ts";
import { type SkipReason, skipReasons } from "#lib/audience/suppressions/reasons.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { bounded, text } from "#lib/core/text.ts";
import { fieldCondition, fieldOps } from "./field-filter.ts";
import { matchesWords } from "./search.ts";

/**
 * States a list can be narrowed to: "gets", a reason why not, or "none" without a subscription. "any" stands for every
 * reason and "consent" for all of consent. The one rule of sending decides each.
 */
export const mailFilters = [
  "gets",
  "any",
  "consent",
  ...(Object.keys(skipReasons) as SkipReason[]),
  "none",
] as const;
export type MailFilter = (typeof mailFilters)[number];

/** Grounds a list can be narrowed to: of a grant that holds, one that ends within 30 days, or none that holds. `missing`: none, though mail should go to them. */
export const groundFilters = [...grounds, "ending", "none", "missing"] as const;
export type GroundFilter = (typeof groundFilters)[number];

/** Where a contact came from. */
export const contactSources = ["manual", "import", "form", "demo"] as const;
export type ContactSource = (typeof contactSources)[number];

const calendarDay = bounded(10).regex(/^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/);

/** Filters for a list of contacts, its count and its export. */
export const contactFilters = {
  search: text({ max: 254 }).default(""),
  newsletterId: z.uuid().optional(),
  country: bounded(2)
    .regex(/^[A-Z]{2}$/)
    .optional(),
  mail: z.enum(mailFilters).optional(),
  ground: z.enum(groundFilters).optional(),
  tagId: z.uuid().optional(),
  source: z.enum(contactSources).optional(),
  /** First and last day on which they were added, in the workspace's time zone. */
  addedFrom: calendarDay.optional(),
  addedTo: calendarDay.optional(),
  /** A field of the workspace's own, compared with a value. */
  fieldId: z.uuid().optional(),
  fieldOp: z.enum(fieldOps).optional(),
  fieldValue: text({ max: 500 }).default(""),
};

export type ContactFilters = z.output<z.ZodObject<typeof contactFilters>>;

/** Returns whether a state is exact as a condition of the statement, so that its rows can be counted. */
export const isExact = ({ mail, newsletterId }: ContactFilters) =>
  !mail || mail === "none" || newsletterId !== undefined;

/**
 * Returns the condition of every filter, for a list or for a count that ends at a number. A state within one newsletter is decided here, by the rule of sending; over all
 * newsletters the condition admits who may have it, and `inMailFilter` decides.
 */
export async function filtered(
  db: Transaction,
  filters: ContactFilters,
  workspaceId: string,
  countTo?: number,
): Promise<SQL> {
  const { search, newsletterId, country, mail, ground, tagId, fieldId, fieldOp, fieldValue } = filters;
  const { source, addedFrom, addedTo } = filters;
  const parts = [sql`true`];
  if (source) parts.push(eq(contacts.source, source));
  if (addedFrom) parts.push(sql`${contacts.createdAt} >= ${startOfDay(addedFrom, 0, workspaceId)}`);
  if (addedTo) parts.push(sql`${contacts.createdAt} < ${startOfDay(addedTo, 1, workspaceId)}`);
  const within = newsletterId && mail && mail !== "none";
  if (within) parts.push(stateWithin(workspaceId, newsletterId, mail));
  else if (newsletterId)
    parts.push(sql`exists (select from subscriptions where ${onNewsletter(newsletterId)})`);
  if (country) parts.push(eq(contacts.country, country));
  if (mail && !within) parts.push(mailCondition(mail, workspaceId));
  if (tagId)
    parts.push(sql`exists (select from contact_tags x
      where x.workspace_id = contacts.workspace_id and x.contact_id = contacts.id and x.tag_id = ${tagId})`);
  if (fieldId) parts.push(fieldCondition({ fieldId, op: fieldOp ?? "set", value: fieldValue }));
  if (ground) parts.push(groundCondition(ground, workspaceId));
  // Only what the search alone finds may be cut at a number.
  const wanted = countTo !== undefined && parts.length === 1 ? { countTo: countTo + 1 } : "list";
  if (search) parts.push(await matchesWords(db, search, workspaceId, { wanted }));
  return sql.join(parts, sql` and `);
}

// A day that the calendar does not have, such as 31 February, counts as the next one it has.
const startOfDay = (day: string, later: number, workspaceId: string) => {
  const [year, month, date] = day.split("-").map(Number);
  return sql`(make_date(${year}, ${month}, 1) + ${(date ?? 1) - 1 + later}::int)::timestamp
    at time zone (select w.time_zone from workspaces w where w.id = ${workspaceId})`;
};

/** Returns the condition that a contact gets this newsletter: it confirmed and did not leave. */
const onNewsletter = (newsletterId: string) =>
  and(
    eq(subscriptions.workspaceId, contacts.workspaceId),
    eq(subscriptions.newsletterId, newsletterId),
    eq(subscriptions.contactId, contacts.id),
    sql`${subscriptions.confirmedAt} is not null and ${subscriptions.unsubscribedAt} is null`,
  );

/** Returns the condition of a state among those who ever subscribed to a newsletter. */
function stateWithin(workspaceId: string, newsletterId: string, mail: Exclude<MailFilter, "none">): SQL {
  const which = {
    gets: sql`refusal is null`,
    any: sql`refusal is not null`,
    consent: sql`refusal in (${sql.join(
      ofConsent.map((reason) => sql`${reason}`),
      sql`, `,
    )})`,
  };
  const where = which[mail as keyof typeof which] ?? sql`refusal = ${mail}`;
  return sql`${contacts.id} in (select contact_id from (${audienceOf(workspaceId, newsletterId)}) audience where ${where})`;
}

const subscribed = (which: string) =>
  sql.raw(`exists (select from subscriptions s where s.workspace_id = contacts.workspace_id
    and s.contact_id = contacts.id ${which})`);

function mailCondition(mail: MailFilter, workspaceId: string): SQL {
  const suppressed = (reason: string) => sql`contacts.email_hash in (select s.email_hash from suppressions s
    where s.workspace_id = ${workspaceId} and s.reason = ${reason} and s.newsletter_id is null and s.lifted_at is null)`;
  const active = subscribed("and s.confirmed_at is not null and s.unsubscribed_at is null");
  switch (mail) {
    case "none":
      return sql`not ${subscribed("")}`;
    case "unconfirmed":
      return subscribed("and s.confirmed_at is null and s.unsubscribed_at is null");
    case "unsubscribed":
      return sql`(${subscribed("and s.unsubscribed_at is not null")} or ${suppressed(mail)})`;
    case "bounced":
    case "complained":
    case "manual":
      return suppressed(mail);
    case "any":
      return subscribed("");
    case "restricted":
      return sql`contacts.restricted_at is not null`;
    default:
      return active;
  }
}

function groundCondition(ground: GroundFilter, workspaceId: string): SQL {
  const granted = (which: SQL) => hasGrant(which, workspaceId, "contacts");
  if (ground === "none") return sql`not ${granted(sql`true`)}`;
  if (ground === "missing")
    return sql`(not ${granted(sql`true`)} and not ${leftOrWaits(workspaceId, "contacts")})`;
  if (ground === "ending") return sql`${granted(endsSoon)} and not ${granted(holdsLonger)}`;
  return granted(sql`k.basis = ${ground}`);
}

const ofConsent = (Object.keys(skipReasons) as SkipReason[]).filter((reason) => reason.includes("consent"));

/** Returns whether a row's own state belongs to a filter. */
export function inMailFilter(
  { mail: filter, newsletterId }: ContactFilters,
  mail: "gets" | "none" | SkipReason,
) {
  if (!filter || filter === mail || (newsletterId && filter !== "none")) return true;
  if (filter === "any") return mail !== "gets" && mail !== "none";
  return filter === "consent" && ofConsent.includes(mail as SkipReason);
}
