import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { auditExports } from "#db/schema/audit-exports.ts";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import { type PlatformMail, platformMail } from "#lib/mail/platform/platform-mail.ts";

/** A user who waited longer than this is likely elsewhere, and gets a mail. */
const mailAfterSeconds = 60;
const keptDays = 7;

const made = z.object({
  key: bounded(512),
  name: bounded(500),
  bytes: z.int(),
  sha256: bounded(64).regex(/^[0-9a-f]{64}$/),
  entries: z.int(),
  leftOut: z.int(),
  checkpoint: z.int(),
});

/**
 * Ends an export: available for a week, or failed with the reason in the reader's words.
 * @throws AppError notFound when it ended meanwhile.
 */
export const finishExport = command({
  name: "audit_export.finish",
  allow: workspaceJob,
  input: z.object({ exportId: z.uuid(), ending: z.union([made, z.object({ failure: bounded(10_000) })]) }),
  async run({ tx, actor, enqueue }, { exportId, ending }) {
    const now = new Date();
    const set =
      "failure" in ending
        ? { failedAt: now, failure: ending.failure }
        : {
            readyAt: now,
            expiresAt: new Date(now.getTime() + keptDays * 86_400_000),
            storeKey: ending.key,
            fileName: ending.name,
            bytes: ending.bytes,
            sha256: Buffer.from(ending.sha256, "hex"),
            entries: ending.entries,
            leftOut: ending.leftOut,
            checkpoint: ending.checkpoint,
          };
    const [ended] = await tx
      .update(auditExports)
      .set(set)
      .where(
        and(
          eq(auditExports.workspaceId, actor.workspaceId),
          eq(auditExports.id, exportId),
          isNull(auditExports.readyAt),
          isNull(auditExports.failedAt),
          isNull(auditExports.cancelledAt),
        ),
      )
      .returning({
        format: auditExports.format,
        askedBy: auditExports.askedBy,
        took: sql<number>`extract(epoch from now() - asked_at)::float8`,
      });
    if (!ended) throw notFound("export");
    if (ended.took > mailAfterSeconds) {
      const person = await askerStillHere(tx, actor.workspaceId, ended.askedBy);
      if (person) await enqueue(platformMail, endedMail(person, set));
    }

    const { format } = ended;
    const { key: _, name: __, ...figures } = "failure" in ending ? { ...ending, key: "", name: "" } : ending;
    return { result: {}, audit: { target: exportId, detail: { format, ...figures } } };
  },
});

async function askerStillHere(tx: Transaction, workspaceId: string, userId: string) {
  const [person] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .innerJoin(memberships, and(eq(memberships.userId, users.id), eq(memberships.workspaceId, workspaceId)))
    .where(eq(users.id, userId));
  return person;
}

function endedMail(person: { name: string; email: string }, { failure }: { failure?: string }): PlatformMail {
  return {
    to: mailTo(person.name, person.email),
    subject: failure ? "Your audit log export stopped" : "Your audit log export is ready",
    heading: failure ? "The export stopped" : "The export is ready",
    paragraphs: [
      greeting(person.name),
      failure ??
        `The file you asked for is kept for ${keptDays} days. Admins and owners of the workspace can download it.`,
    ],
    page: {
      label: failure ? "Open the audit log" : "Download it",
      path: "/settings/security/audit-log#exports",
    },
  };
}
