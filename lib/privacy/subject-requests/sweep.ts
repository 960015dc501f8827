import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { users } from "#db/schema/users.ts";
import { memberships, workspaces } from "#db/schema/workspaces.ts";
import { command } from "#lib/core/command.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";

/** Days for which an unproved request is kept, days before the end at which members are reminded, and days for a last mail. */
const UNPROVED_DAYS = 30;
const REMIND_DAYS = 7;
const LAST_MAIL_DAYS = 7;

/** Years in which an answer may be disputed. After them its dates and outcome are proof enough (GDPR 5(1)(e), 5(2)). */
const ANSWERED_YEARS = 3;

/**
 * Deletes requests that nobody proved, takes the address from erasures whose last mail could not be sent and the person from old
 * answers, and reminds admins and owners once of each request that is due within a week.
 */
export const sweepRequests = command({
  name: "subject_request.sweep",
  allow: workspaceJob,
  input: z.object({}),
  async run({ tx, actor, enqueue }) {
    const mine = owned(subjectRequests, actor);
    const deleted = await tx
      .delete(subjectRequests)
      .where(
        and(
          mine,
          sql`identified_at is null`,
          sql`${subjectRequests.createdAt} < now() - make_interval(days => ${UNPROVED_DAYS})`,
        ),
      )
      .returning({ id: subjectRequests.id });
    await tx
      .update(subjectRequests)
      .set({ email: null })
      .where(
        and(
          mine,
          sql`kind = 'erase' and outcome = 'fulfilled' and email is not null`,
          sql`closed_at < now() - make_interval(days => ${LAST_MAIL_DAYS})`,
        ),
      );
    const forgotten = await tx
      .update(subjectRequests)
      .set(namesNobody)
      .where(
        and(
          mine,
          isNotNull(subjectRequests.email),
          sql`closed_at < now() - make_interval(years => ${ANSWERED_YEARS})`,
        ),
      )
      .returning({ id: subjectRequests.id });
    const due = await tx
      .update(subjectRequests)
      .set({ remindedAt: sql`now()` })
      .where(
        and(
          mine,
          sql`identified_at is not null and closed_at is null and reminded_at is null`,
          sql`due_on <= (now() at time zone 'UTC')::date + ${REMIND_DAYS}::int`,
        ),
      )
      .returning({ dueOn: subjectRequests.dueOn });
    if (due.length > 0) {
      const people = await tx
        .select({ name: users.name, address: users.email, workspace: workspaces.name })
        .from(memberships)
        .innerJoin(users, eq(users.id, memberships.userId))
        .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
        .where(and(owned(memberships, actor), inArray(memberships.role, ["owner", "admin"])))
        .limit(20);
      for (const { workspace, ...to } of people) await enqueue(platformMail, reminder(to, workspace, due));
    }
    return {
      result: undefined,
      audit: { detail: { deleted: deleted.length, forgotten: forgotten.length, reminded: due.length } },
    };
  },
});

const namesNobody = {
  email: null,
  words: null,
  arrived: null,
  ip: null,
  userAgent: null,
  contactId: null,
  extension: sql`case when extension is not null then '[erased]' end` as never,
  answer: sql`case when answer is not null then '[erased]' end` as never,
  proofHash: null,
  bundleHash: null,
};

function reminder(to: { name: string; address: string }, workspace: string, due: { dueOn: string }[]) {
  const first = due.map(({ dueOn }) => dueOn).sort()[0];
  const count = due.length === 1 ? "A data request is" : `${due.length} data requests are`;
  return {
    to,
    subject: cutText(`${count} due soon in ${workspace}`, 200),
    heading: `${count} due soon`,
    paragraphs: [
      `The law gives one month to answer (GDPR Art. 12(3)). The next day is ${first}.`,
      "Answer it, or extend it with a reason that the person is told.",
    ],
    page: { label: "Open requests", path: "/settings/compliance/requests" },
  };
}
