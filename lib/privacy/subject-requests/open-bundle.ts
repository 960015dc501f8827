import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { type PersonFile, personFile } from "#lib/audience/contacts/person-file.ts";
import { command } from "#lib/core/command.ts";
import { conflict, invalid, notFound } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { lookAtRequest } from "./look.ts";

export type Bundle = { sender: string; email: string; file: PersonFile };

/**
 * Hands a person their data, read at this moment, for the mailed link and the address it went to. Each time is counted and
 * recorded.
 * @throws AppError notFound for a link that is none, conflict for one that is over or withdrawn, invalid, tooOften.
 */
export const openBundle = command({
  name: "subject_request.open_bundle",
  allow: visitor,
  input: z.object({ token: bounded(100), email: emailAddress }),
  prepare: (_actor, given) => proveAddress(given),
  async run({ tx, enterWorkspace }, { email }, { workspaceId, requestId, sender }) {
    await enterWorkspace(workspaceId);
    const [row] = await tx
      .update(subjectRequests)
      .set({ downloads: sql`downloads + 1`, downloadedAt: sql`now()` })
      .where(
        and(
          eq(subjectRequests.workspaceId, workspaceId),
          eq(subjectRequests.id, requestId),
          eq(subjectRequests.email, email),
          isNull(subjectRequests.bundleWithdrawnAt),
          sql`bundle_until > now()`,
          // After a correction the old mailbox may be another person's.
          sql`(contact_id is null or exists (select from contacts p where p.workspace_id = ${workspaceId} and p.id = contact_id
            and p.email = ${email}))`,
        ),
      )
      .returning({
        downloads: subjectRequests.downloads,
        contactId: subjectRequests.contactId,
        emailHash: subjectRequests.emailHash,
      });
    if (!row) throw conflict("This link is over.");
    const bundle: Bundle = { sender, email, file: await personFile(tx, workspaceId, { email, ...row }) };
    return {
      result: bundle,
      audit: { workspaceId, target: requestId, detail: { downloads: row.downloads } },
    };
  },
});

/**
 * Returns the request behind a link, for whoever knows the address that it was mailed to. Twenty tries an hour close the link for that hour.
 * @throws AppError notFound for a link that is none, invalid for another address, tooOften.
 */
export async function proveAddress({ token, email }: { token: string; email: string }) {
  const seen = await lookAtRequest(token, "bundle");
  if (!seen) throw notFound("link");
  await takeAttempt({ name: "subject-bundle:link", max: 20, windowSeconds: 3600 }, seen.requestId);
  if (seen.email !== email) throw invalid({ email: "This is not the address of the request." });
  return seen;
}
