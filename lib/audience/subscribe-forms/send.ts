import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { confirmationMails } from "#lib/audience/confirmations/mail-queue.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { callCommand } from "#lib/core/call-command.ts";
import { notFound } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { hashEmail } from "#lib/core/vault/vault.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { mailTurn } from "#lib/mail/platform/mail-turn.ts";
import { countSignup } from "./limits.ts";
import { workspaceOfForm } from "./workspace-of-form.ts";

const name = "subscribe_form.send";

type Taken = {
  n: number;
  outcome: "asked" | "subscribed" | "nothing" | "gone";
  confirmation_id: string | null;
};

/**
 * Takes a signup from a form that anybody may fill in. A pending subscription and a mail that asks for confirmation come of it;
 * only where the newsletter asks for none, and the person never left, it counts at once. A person who complained, whose mailbox
 * is dead or whom the sender suppressed gets nothing. The caller is told nothing, whatever became of it.
 * @throws AppError notFound for a newsletter that takes no subscribers, tooOften past the limits, unavailable.
 */
export const sendSubscribeForm = callCommand({
  name,
  allow: visitor,
  input: z.object({
    newsletterId: z.uuid(),
    email: emailAddress,
    form: z.enum(["hosted", "embedded"]),
    /** The words beside the button, in the language they were shown in: what the person agrees to. */
    wording: text({ max: 3000 }).min(1),
    locale: z.enum(locales),
    /** True for a signup without a proof of work, where the form asks for one. */
    unproven: z.boolean().default(false),
    /** Address of the page that the form stood on, where the browser named it. */
    page: text({ max: 500 }).optional(),
  }),
  async prepare(_actor, { newsletterId, email, form, unproven }) {
    const workspaceId = await workspaceOfForm(newsletterId);
    if (!workspaceId) throw notFound("newsletter");
    await countSignup({ email, newsletterId });
    const strict = form === "embedded" || unproven;
    return { workspaceId, turn: await mailTurn({ kind: "signup", workspaceId, email, strict }) };
  },
  workspaceOf: ({ workspaceId }) => workspaceId,
  group: () => "",
  call(workspaceId, asked, keys) {
    const signups = asked.map(
      ({ n, input: { newsletterId, email, form, wording, locale, page }, entry }) => ({
        n,
        newsletter_id: newsletterId,
        email,
        email_hash: `\\x${hashEmail(keys.suppression, email).toString("hex")}`,
        form,
        page: page ?? null,
        wording,
        wording_hash: sha256(wording).toString("hex"),
        locale,
        contact_id: uuidv7(),
        confirmation_id: uuidv7(),
        consent_id: uuidv7(),
        ...entry,
      }),
    );
    return sql`select n, outcome, confirmation_id from take_signups(${workspaceId}, ${name}, ${JSON.stringify(signups)}::jsonb)`;
  },
  async queue(enqueueAll, taken: Taken[], asked) {
    const mails = taken.flatMap(({ n, confirmation_id: confirmation }) => {
      const before = asked[n]?.prepared;
      if (!confirmation || !before) return [];
      const { workspaceId, turn } = before;
      // Past the limits of the mailbox the mail waits: it may be the one that the person asked for.
      return [{ data: { workspaceId, confirmation }, turn }];
    });
    await enqueueAll(confirmationMails, mails);
  },
  result(row: Taken | undefined): void {
    if (!row || row.outcome === "gone") throw notFound("newsletter");
  },
});
