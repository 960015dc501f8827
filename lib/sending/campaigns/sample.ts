import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

/** As whom a message is looked at: oneself, somebody without a name, or a contact. */
export const sampleInput = z.union([z.enum(["me", "nameless"]), z.uuid()]).default("me");

/** Returns the merge values of a sample reader. @throws AppError notFound */
export async function sampleValues(
  tx: Transaction,
  actor: { workspaceId: string },
  sample: z.infer<typeof sampleInput>,
  me: { name: string; email: string },
): Promise<{ name: string; first_name: string; last_name: string; email: string }> {
  if (sample === "nameless") return { name: "", first_name: "", last_name: "", email: me.email };
  if (sample === "me") {
    const [firstName = "", ...rest] = me.name.split(" ");
    return { name: me.name, first_name: firstName, last_name: rest.join(" "), email: me.email };
  }
  const [contact] = await tx
    .select({ email: contacts.email, firstName: contacts.firstName, lastName: contacts.lastName })
    .from(contacts)
    .where(and(owned(contacts, actor), eq(contacts.id, sample)));
  if (!contact) throw notFound("contact");
  const { email, firstName, lastName } = contact;
  return {
    name: [firstName, lastName].filter(Boolean).join(" "),
    first_name: firstName ?? "",
    last_name: lastName ?? "",
    email,
  };
}
