import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { checkRight } from "#lib/core/database/held-right.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { type Actor, userOf, workspaceOf } from "./actor.ts";
import { RIGHT_BELIEVED_MS, rightOf } from "./held-right.ts";
import type { Policy } from "./policies.ts";

/**
 * Passes on the pieces of a file that leaves, and asks for the actor's right again each second. It ends with an error once the right is
 * gone, however slowly the client reads. A file whose pieces come from queries needs no more than they ask themselves.
 * @throws AppError forbidden or what the pieces throw.
 */
export async function* whileAllowed<T>(
  actor: Actor,
  allow: Policy,
  pieces: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const right = rightOf(actor, allow, "nothing");
  let asked = performance.now();
  for await (const piece of pieces) {
    if (right && performance.now() - asked > RIGHT_BELIEVED_MS) {
      try {
        await connections().reader.transaction((db) =>
          enter(db, workspaceOf(actor), userOf(actor), checkRight(right)),
        );
      } catch (error) {
        throw translateDatabaseError(error);
      }
      asked = performance.now();
    }
    yield piece;
  }
}
