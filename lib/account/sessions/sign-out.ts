import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { signedIn } from "#lib/core/policies.ts";
import { endSession } from "./revoke.ts";

/** Ends the asking session. A cookie that comes back later names an ended session. */
export const signOut = command({
  name: "session.sign_out",
  allow: signedIn,
  locks: "account",
  input: z.object({}),
  async run({ tx, actor }) {
    await endSession(tx, actor.sessionId);

    return { result: undefined, audit: { target: actor.sessionId, workspaceId: null } };
  },
});
