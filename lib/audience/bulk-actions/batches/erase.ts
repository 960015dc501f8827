import { z } from "zod";
import { forgetContacts } from "#lib/audience/contacts/forget.ts";
import type { BatchContext, Outcomes } from "../outcomes.ts";

// Erasures that were asked for before the choice blocked nobody.
const input = z.object({ block: z.boolean().default(false) });

/** Erases a batch of contacts. Who waits for the answer to a request about their data stays. */
export async function eraseBatch(context: BatchContext): Promise<Outcomes> {
  const { tx, actor, userId, contactIds } = context;
  const { block } = input.parse(context.input);
  const forgotten = await forgetContacts(tx, actor, contactIds, { blockedBy: block ? userId : null });
  const erased = new Set(forgotten.gone);
  const held = new Map(
    forgotten.waiting.map(({ id, why }) => [id, why === "restricted" ? why : "asked"] as const),
  );
  return contactIds.map((id) => ({
    id,
    outcome: erased.has(id) ? "changed" : (held.get(id) ?? "gone"),
  }));
}
