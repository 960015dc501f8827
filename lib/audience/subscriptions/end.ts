import { sql } from "drizzle-orm";
import { z } from "zod";
import { givenDay } from "#lib/audience/contacts/fields.ts";
import { dayProblem, dayProblemWords } from "#lib/audience/contacts/grounds.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { takePeople } from "#lib/audience/take-people.ts";
import { command } from "#lib/core/command.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { leave, leaving } from "./leave.ts";
import { lockPerson } from "./person.ts";

const where = "Choose what they want to leave.";

/**
 * Unsubscribes a person who asked by phone, by letter or in person: from one newsletter or from everything. It counts like
 * their own click: suppression, withdrawal and stopped messages in one step (GDPR 7(3), CAN-SPAM 7704(a)(4), CASL s.11). Nobody lifts
 * that, so that more than a few an hour need an admin.
 * @throws AppError what `takePeople` throws.
 */
export const endSubscription = command({
  name: "subscription.end",
  allow: orKey(workspaceMember, "newsletters:write"),
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({
    contactId: z.uuid(),
    newsletterId: z.union([z.uuid(where), z.literal("all")], where),
    /** Day on which they asked; today when left empty. */
    askedOn: givenDay,
    how: text({ max: 500 }).min(5, "Say how they asked, such as “By phone, to Anna”."),
  }),
  async run(context, { contactId, newsletterId: chosen, askedOn, how }) {
    const { tx, actor } = context;
    const newsletterId = chosen === "all" ? null : chosen;
    const problem = askedOn && dayProblem("express", askedOn, await todayOf(tx, actor));
    if (askedOn && problem) throw invalid({ askedOn: dayProblemWords(problem, "express", askedOn) });
    const person = await lockPerson(tx, actor, contactId);
    if (newsletterId) {
      const [known] = await tx.execute(
        sql`select 1 from newsletters where workspace_id = ${actor.workspaceId} and id = ${newsletterId}`,
      );
      if (!known) throw notFound("newsletter");
    }
    const { changed, stopped } = await leave(tx, { ...leaving(actor), person, newsletterId, how, askedOn });
    const people = changed ? 1 : 0;
    await takePeople(context, { how: "unsubscribe", people, list: "goes", path: `/contacts/${contactId}` });
    return {
      result: { changed },
      audit: {
        target: contactId,
        detail: { newsletter: newsletterId, changed, queuedStopped: stopped, askedOn },
      },
    };
  },
});
