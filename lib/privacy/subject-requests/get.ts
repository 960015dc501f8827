import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { users } from "#db/schema/users.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";

/** Returns one request with its clock, its contact and its answer. A viewer sees neither the person's words nor their proof. */
export const getRequest = query({
  name: "subject_request.get",
  allow: workspaceViewer,
  input: z.object({ requestId: z.uuid() }),
  async run({ db, actor }, { requestId }) {
    const [request] = await db
      .select({
        id: subjectRequests.id,
        kind: subjectRequests.kind,
        channel: subjectRequests.channel,
        byLetter: subjectRequests.byLetter,
        email: subjectRequests.email,
        words: subjectRequests.words,
        arrived: subjectRequests.arrived,
        locale: subjectRequests.locale,
        createdAt: subjectRequests.createdAt,
        receivedOn: subjectRequests.receivedOn,
        dueOn: subjectRequests.dueOn,
        extendedAt: subjectRequests.extendedAt,
        extension: subjectRequests.extension,
        identifiedAt: subjectRequests.identifiedAt,
        closedAt: subjectRequests.closedAt,
        closedBy: users.name,
        outcome: subjectRequests.outcome,
        answer: subjectRequests.answer,
        answerMailedAt: subjectRequests.answerMailedAt,
        bundleUntil: subjectRequests.bundleUntil,
        bundleWithdrawnAt: subjectRequests.bundleWithdrawnAt,
        downloads: subjectRequests.downloads,
        downloadedAt: subjectRequests.downloadedAt,
        contactId: contacts.id,
        restrictedAt: contacts.restrictedAt,
        /** The contact has another address since: the old mailbox may be another person's. */
        corrected: sql<boolean>`coalesce(${contacts.email} <> ${subjectRequests.email}, false)`,
        /** A contact had this address before a correction: the mailbox may be another person's than theirs. */
        formerlyOf: sql<string | null>`(select a.contact_id from contact_addresses a
          where a.workspace_id = ${actor.workspaceId} and a.email = ${subjectRequests.email} and a.contact_id is distinct from ${contacts.id}
            and exists (select from contacts p where p.workspace_id = a.workspace_id and p.id = a.contact_id)
          order by a.since desc limit 1)`,
        daysLeft: sql<number>`${subjectRequests.dueOn} - (select (now() at time zone w.time_zone)::date from workspaces w where w.id = ${actor.workspaceId})`,
      })
      .from(subjectRequests)
      .leftJoin(
        contacts,
        sameWorkspace(contacts, subjectRequests, eq(contacts.id, subjectRequests.contactId)),
      )
      .leftJoin(users, eq(users.id, subjectRequests.closedBy))
      .where(and(owned(subjectRequests, actor), eq(subjectRequests.id, requestId)));
    if (!request) throw notFound("request");
    // How a person proved who they are, and what they wrote, is for those who answer.
    return workspaceMember.admits(actor) ? request : { ...request, words: null, arrived: null };
  },
});
