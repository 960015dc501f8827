import { z } from "zod";
import { forgetContacts } from "#lib/audience/contacts/forget.ts";
import type { BatchContext, Outcomes } from "../outcomes.ts";

// Erasures that were asked for before the choice blocked nobody.
const input = z.object({ block: z.boolean().default(false) });

/** Erases a batch of contacts. */
export async function eraseBatch(context: BatchContext): Promise<Outcomes> {
  const { tx, actor, userId, contactIds } = context;
  const { block } = input.parse(context.input);
  const erased = new Set(await forgetContacts(tx, actor, contactIds, { blockedBy: block ? userId : null }));
  return contactIds.map((id) => ({ id, outcome: erased.has(id) ? "changed" : "gone" }));
}
