import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { audienceOf, overAudience } from "#lib/audience/eligibility.ts";
import { lapsingOn } from "#lib/audience/lapsing.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { command } from "#lib/core/command.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { conflict } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { renewalDraft } from "./draft.ts";

/** Days within which nobody is asked for the same newsletter again. */
const pauseDays = 30;

/**
 * Prepares a draft that asks for express consent, addressed to exactly the people whose ground for a newsletter ends within
 * 30 days, who may be mailed today and were not asked within 30 days. Nothing is sent: a member reads, edits and sends it like
 * any campaign.
 * @throws AppError notFound for a newsletter of another workspace, conflict where there is nobody to ask.
 */
export const prepareRenewal = command({
  name: "renewal.prepare",
  allow: workspaceMember,
  limit: { per: "workspace", max: 60, windowSeconds: 3600 },
  once: true,
  input: z.object({ newsletterId: z.uuid("Choose a newsletter.") }),
  async run({ tx, actor }, { newsletterId }) {
    const { workspaceId } = actor;
    await requireNewsletter(tx, actor, newsletterId);
    const [asking] = await tx.execute<{
      sender: string;
      newsletter: string;
      postalAddress: string;
      accountId: string | null;
      contact: string | null;
    }>(sql`
      select coalesce(w.sender_name, w.name) as sender, n.name as newsletter, coalesce(w.postal_address, '') as "postalAddress",
        a.id as "accountId", coalesce(n.reply_to, a.from_address) as contact
      from workspaces w
      join newsletters n on n.workspace_id = w.id and n.id = ${newsletterId}
      left join lateral (select x.id, x.from_address from email_accounts x
        where x.workspace_id = w.id and x.disconnected_at is null order by x.id limit 1) a on true
      where w.id = ${workspaceId}`);
    if (!asking) throw conflict("The newsletter is gone.");
    const { sender, newsletter, postalAddress, accountId, contact } = asking;
    const draft = renewalDraft({ sender, newsletter, postalAddress, contact: contact ?? "" });
    const id = uuidv7();
    const name = cutText(`Renewal: ${newsletter}`, 100);
    await tx.insert(campaigns).values({
      id,
      workspaceId,
      newsletterId,
      emailAccountId: accountId,
      name,
      purpose: "renewal",
      subject: cutText(draft.subject, 200),
      body: draft.body,
      createdBy: actor.userId,
    });
    const people = await overAudience(tx, () =>
      tx.execute(sql`
        insert into campaign_people (workspace_id, campaign_id, contact_id)
        select ${workspaceId}::uuid, ${id}::uuid, lapsing.contact_id
        from (${lapsingOn(workspaceId, newsletterId)}) lapsing
        join (${audienceOf(workspaceId, newsletterId)}) audience
          on audience.contact_id = lapsing.contact_id and audience.refusal is null
        where not exists (
          select from deliveries d join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
          where d.workspace_id = ${workspaceId} and d.contact_id = lapsing.contact_id and d.state not in ('skipped', 'failed')
            and c.purpose = 'renewal' and c.newsletter_id = ${newsletterId}
            and c.send_requested_at > now() - make_interval(days => ${pauseDays}))
        returning contact_id`),
    );
    if (people.length === 0)
      throw conflict(
        `Nobody to ask: no ground for ${newsletter} ends within 30 days, or all of these people were asked already.`,
      );
    return {
      result: { id, people: people.length },
      audit: { target: id, detail: { name, newsletter: newsletterId, people: people.length } },
    };
  },
});
