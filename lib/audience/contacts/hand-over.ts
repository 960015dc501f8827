import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { personFile } from "./person-file.ts";

export type HandedOver = Awaited<ReturnType<typeof handOver>>;

/**
 * Returns everything that is known of one person, for the person or an authority that asks (GDPR 15 and 20), and records
 * that it was taken out.
 */
export const handOver = command({
  name: "contact.hand_over",
  allow: orKey(workspaceMember, "contacts:export"),
  input: z.object({ contactId: z.uuid(), format: z.enum(["json", "html", "pdf"]) }),
  async run({ tx, actor: { workspaceId } }, { contactId, format }) {
    const [contact] = await tx
      .select({ email: contacts.email, emailHash: contacts.emailHash })
      .from(contacts)
      .where(and(eq(contacts.workspaceId, workspaceId), eq(contacts.id, contactId)));
    if (!contact) throw notFound("contact");
    const file = await personFile(tx, workspaceId, { contactId, ...contact });
    const [workspace] = await tx
      .select({
        name: workspaces.name,
        sender: workspaces.senderName,
        postalAddress: workspaces.postalAddress,
      })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId));
    return {
      result: { controller: workspace ?? null, ...file },
      audit: { target: contactId, detail: { format } },
    };
  },
});
