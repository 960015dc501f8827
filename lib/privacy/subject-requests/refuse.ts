import { z } from "zod";
import { mailAboutRequest } from "#lib/audience/contacts/mail-about-request.ts";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { noLink } from "#lib/mail/no-link.ts";
import { letGo } from "./begin-request.ts";
import { closeRequest } from "./close-request.ts";
import { lockOpenRequest } from "./open-request.ts";

/** Refuses a request for a reason that the person is told, with their right to complain and to go to court (GDPR 12(4)). */
export const refuseRequest = command({
  name: "subject_request.refuse",
  allow: workspaceMember,
  input: z.object({
    requestId: z.uuid(),
    reason: text({ max: 2000 }).min(10, "Say why you refuse. The person reads it.").superRefine(noLink),
  }),
  async run({ tx, actor, enqueue }, { requestId, reason }) {
    const request = await lockOpenRequest(tx, actor, requestId);
    await letGo(tx, actor.workspaceId, requestId);
    await closeRequest(tx, actor, requestId, { outcome: "refused", answer: reason });
    await mailAboutRequest(enqueue, request, "answer");
    return {
      result: { id: requestId, byLetter: request.byLetter },
      audit: { target: requestId, detail: { kind: request.kind } },
    };
  },
});
