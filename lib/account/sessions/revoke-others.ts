import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { signedIn } from "#lib/core/policies.ts";
import { revokeSessions } from "./revoke.ts";

/** Ends every session of the caller but the asking one. Returns the number of sessions. */
export const revokeOtherSessions = command({
  name: "session.revoke_others",
  allow: signedIn,
  fresh: true,
  locks: "account",
  input: z.object({}),
  async run({ tx, actor }) {
    const ended = await revokeSessions(tx, actor.userId, actor.sessionId);

    return { result: { ended }, audit: { target: actor.userId, workspaceId: null, detail: { ended } } };
  },
});
