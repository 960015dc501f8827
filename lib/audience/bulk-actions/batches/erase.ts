import { forgetContacts } from "#lib/audience/contacts/forget.ts";
import type { BatchContext, Outcomes } from "../outcomes.ts";

/** Erases a batch of contacts. */
export async function eraseBatch({ tx, actor, contactIds }: BatchContext): Promise<Outcomes> {
  const erased = new Set(await forgetContacts(tx, actor, contactIds));
  return contactIds.map((id) => ({ id, outcome: erased.has(id) ? "changed" : "gone" }));
}
