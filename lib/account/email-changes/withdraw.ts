import { z } from "zod";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { withdrawPending } from "./withdraw-pending.ts";

/** Calls off the caller's own open change of address. Needs no fresh proof, because everything stays as it is. */
export const withdrawEmailChange = command({
  name: "email_change.withdraw",
  allow: signedIn,
  locks: "account",
  input: z.object({}),
  async run({ tx, actor }) {
    await lockPerson(tx, { person: actor.userId });
    const id = await withdrawPending(tx, actor.userId);
    if (!id) throw notFound("change");
    return { result: undefined, audit: { target: actor.userId, workspaceId: null } };
  },
});
