import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { signedIn } from "#lib/core/policies.ts";
import { endSession } from "./revoke.ts";

/** Ends the session this was asked from. A cookie that comes back later names a session that is over. */
export const signOut = command({
  name: "session.sign_out",
  allow: signedIn,
  input: z.object({}),
  async run({ tx, actor }) {
    await endSession(tx, actor.sessionId);

    return { result: undefined, audit: { target: actor.sessionId, workspaceId: null } };
  },
});
