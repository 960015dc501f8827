import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { users } from "#db/schema/users.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { keepWhatIsProved } from "#lib/account/sessions/keep-what-is-proved.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { passkeyRemovedMail } from "./mails.ts";

/** Removes one of the caller's passkeys and ends the caller's other sessions (ASVS 7.4.3). */
export const removePasskey = command({
  name: "passkey.remove",
  allow: signedIn,
  fresh: true,
  limit: { per: "user", max: 60, windowSeconds: 3600 },
  locks: "account",
  input: z.object({ passkeyId: z.uuid() }),
  async run(context, { passkeyId }) {
    const { tx, actor } = context;
    const [removed] = await tx
      .delete(passkeys)
      .where(and(eq(passkeys.id, passkeyId), eq(passkeys.userId, actor.userId)))
      .returning({ id: passkeys.id, name: passkeys.name });
    if (!removed) throw notFound("passkey");
    const { id, name } = removed;
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(eq(users.id, actor.userId));
    const sessionsEnded = await endAll(tx, actor.userId, actor.sessionId);
    await keepWhatIsProved(tx, actor);
    if (user) await sendNotice(context, { ...user, id: actor.userId }, passkeyRemovedMail(user));

    return {
      result: { name },
      audit: {
        target: id,
        workspaceId: null,
        detail: { sessionsEnded },
        about: { userId: actor.userId, fields: { passkey: name } },
      },
    };
  },
});
