import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { signedIn } from "#lib/core/policies.ts";
import { revokeSessions } from "./revoke.ts";
import { tellSignedOut } from "./tell-signed-out.ts";

/** Ends every session of the caller but the asking one. Returns the number of sessions. */
export const revokeOtherSessions = command({
  name: "session.revoke_others",
  allow: signedIn,
  fresh: true,
  locks: "account",
  input: z.object({}),
  async run(context) {
    const { tx, actor } = context;
    const ended = await revokeSessions(tx, actor.userId, actor.sessionId);
    await tellSignedOut(context, ended);

    return { result: { ended }, audit: { target: actor.userId, workspaceId: null, detail: { ended } } };
  },
});
