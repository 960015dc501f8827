import { z } from "zod";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { keepWhatIsProved } from "#lib/account/sessions/keep-what-is-proved.ts";
import { revokeSessions } from "#lib/account/sessions/revoke.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { closeRecoveries } from "./close-recoveries.ts";
import { disabledMail } from "./mails.ts";
import { tryCode } from "./try-code.ts";
import { turnOff } from "./turn-off.ts";

/**
 * Turns two-factor off, with a fresh proof and one more unused code of the app or a recovery code. Other sessions
 * end.
 * @throws AppError invalid for a wrong code, conflict when it is off.
 */
export const disableTwoFactor = command({
  name: "two_factor.disable",
  allow: signedIn,
  fresh: true,
  limit: { per: "user", max: 30, windowSeconds: 3600 },
  locks: "account",
  input: z.object({
    code: bounded(100, { missing: "Enter a code.", tooLong: "That is longer than any code." }),
  }),
  async run(context, { code }) {
    const { tx, actor } = context;
    await lockPerson(tx, { person: actor.userId });
    const tried = await tryCode(context, actor.userId, code, { own: actor.sessionId });
    if (!tried.right) return tried;
    const user = await turnOff(tx, actor.userId);
    if (!user) throw conflict("Two-factor authentication is off already.");
    await closeRecoveries(tx, actor.userId);
    const ended = await revokeSessions(tx, actor.userId, actor.sessionId);
    await keepWhatIsProved(tx, actor);
    await sendNotice(context, { ...user, id: actor.userId }, disabledMail(user));
    return {
      result: undefined,
      audit: { target: actor.userId, workspaceId: null, detail: { by: tried.by, sessionsEnded: ended } },
    };
  },
});
