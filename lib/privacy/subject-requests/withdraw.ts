import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { letGo } from "./begin-request.ts";
import { closeRequest } from "./close-request.ts";
import { lockOpenRequest } from "./open-request.ts";

/** Records that a person took their request back. Nothing is mailed, and what it held back goes on. */
export const withdrawRequest = command({
  name: "subject_request.withdraw",
  allow: workspaceMember,
  input: z.object({
    requestId: z.uuid(),
    how: text({ max: 500 }).min(5, "Say how they told you, such as “By phone, to Anna”."),
  }),
  async run({ tx, actor }, { requestId, how }) {
    const { kind } = await lockOpenRequest(tx, actor, requestId);
    await letGo(tx, actor.workspaceId, requestId);
    await closeRequest(tx, actor, requestId, { outcome: "withdrawn", answer: how });
    return { result: { id: requestId }, audit: { target: requestId, detail: { kind } } };
  },
});
