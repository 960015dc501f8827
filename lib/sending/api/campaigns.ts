import { z } from "zod";
import { id, pageOf, pageQuery, time, words } from "#lib/api/answers.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { type ApiKey, isTest } from "#lib/core/actor.ts";
import { expectedCount } from "#lib/core/as-confirmed.ts";
import { bounded } from "#lib/core/text.ts";
import { checkCampaign } from "#lib/sending/campaigns/check.ts";
import { createCampaign } from "#lib/sending/campaigns/create.ts";
import { getCampaign } from "#lib/sending/campaigns/get.ts";
import { listCampaigns } from "#lib/sending/campaigns/list.ts";
import { rehearseCampaign } from "#lib/sending/campaigns/rehearse.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { listDeliveries } from "#lib/sending/deliveries/list.ts";

const state = z.enum(["draft", "scheduled", "sending", "paused", "sent"], "Send one of the states.");
const deliveryState = z.enum(
  ["queued", "sending", "sent", "failed", "unknown", "skipped", "held"],
  "Send one of the states.",
);

const inList = z
  .object({
    id,
    name: words,
    subject: words,
    state,
    created_at: time,
    updated_at: time,
    scheduled_for: time.nullable(),
    send_requested_at: time.nullable(),
    finished_at: time.nullable(),
    counts: z.object({
      sent: z.int(),
      failed: z.int(),
      unknown: z.int(),
      waiting: z.int(),
      skipped: z.int(),
    }),
  })
  .meta({ id: "CampaignInList" });

const campaign = z
  .object({
    id,
    name: words,
    subject: words,
    preheader: words,
    reply_to: words,
    body: words,
    state,
    newsletter_id: id.nullable(),
    email_account_id: id.nullable(),
    created_at: time,
    updated_at: time,
    scheduled_for: time.nullable(),
    send_requested_at: time.nullable(),
    finished_at: time.nullable(),
    counts: z.record(deliveryState, z.int()),
  })
  .meta({ id: "Campaign" });

const delivery = z
  .object({
    contact_id: id,
    email: words.meta({ description: "Empty once the person was erased" }),
    state: deliveryState,
    reason: words.nullable(),
    attempts: z.int(),
    reply: words.nullable().meta({ description: "What the mail server said" }),
    sent_at: time.nullable(),
    ended_at: time.nullable(),
  })
  .meta({ id: "Delivery" });

const noun = "campaign";

/** Campaigns, as programs read and draft them. A person sends them. */
export const campaignEndpoints = [
  endpoint({
    method: "GET",
    path: "/campaigns",
    scope: "campaigns:read",
    summary: "List campaigns",
    description: "Newest first.",
    query: { ...pageQuery, state: state.optional() },
    answer: pageOf(inList),
    async run({ actor, query }) {
      const { rows, nextCursor } = await listCampaigns(actor, query);
      const data = rows.map(
        ({ id, name, subject, state, sent, failed, unknown, waiting, skipped, ...row }) => ({
          id,
          name,
          subject,
          state,
          ...timesOf(row),
          counts: { sent, failed, unknown, waiting, skipped },
        }),
      );
      return { data, next_cursor: nextCursor };
    },
  }),
  endpoint({
    method: "POST",
    path: "/campaigns",
    scope: "campaigns:write",
    summary: "Draft a campaign",
    description:
      "The body is Markdown with merge fields such as `{{first_name|there}}`. A person reviews and sends it.",
    body: z.strictObject({
      name: bounded(1000, { missing: "Send a name." }),
      subject: bounded(1000).optional(),
      preheader: bounded(1000).optional(),
      reply_to: bounded(1000).optional(),
      body: bounded(300_000).optional(),
      newsletter_id: z.uuid("Send the id of a newsletter.").nullish(),
      email_account_id: z.uuid("Send the id of an email account.").nullish(),
    }),
    status: 201,
    answer: campaign,
    async run({ actor, body, call }) {
      const { newsletter_id, email_account_id, reply_to, ...parts } = body;
      const given = {
        newsletterId: newsletter_id ?? null,
        emailAccountId: email_account_id ?? null,
        replyTo: reply_to ?? "",
      };
      const { id } = await createCampaign(actor, { ...parts, ...given }, call);
      return one(actor, id);
    },
  }),
  endpoint({
    method: "GET",
    path: "/campaigns/{id}",
    scope: "campaigns:read",
    summary: "Read a campaign with its report",
    noun,
    answer: campaign,
    run: ({ actor, ids }) => one(actor, ids.id ?? ""),
  }),
  endpoint({
    method: "POST",
    path: "/campaigns/{id}/check",
    scope: "campaigns:read",
    summary: "Check a campaign before sending",
    description: "What stands in the way of sending, and whom it would reach. It changes nothing.",
    noun,
    answer: z.object({
      ready: z.boolean(),
      signed: z.boolean(),
      lines: z.array(z.object({ state: z.enum(["ok", "warn", "stop"]), text: words, why: words.nullable() })),
      audience: z.object({ eligible: z.int(), skipped: z.record(words, z.int()) }),
    }),
    async run({ actor, ids }) {
      const { ready, signed, lines, audience } = await checkCampaign(actor, { campaignId: ids.id ?? "" });
      return { ready, signed, lines: lines.map(({ state, text, why }) => ({ state, text, why })), audience };
    },
  }),
  endpoint({
    method: "POST",
    path: "/campaigns/{id}/send",
    scope: "campaigns:send",
    summary: "Send a campaign",
    description:
      "Asks the check again, then sends at once. A test key gets the same answer, and nothing is sent. A campaign is sent once.",
    noun,
    body: z.strictObject({
      unsigned: z.boolean().optional().meta({
        description: "false refuses to send while the From domain signs nothing.",
      }),
      expected_recipients: expectedCount.meta({
        description:
          "How many people you expect to reach, as the check told. More than 1 % above it is a 409, and nothing is sent.",
      }),
    }),
    bodyOptional: true,
    status: 202,
    answer: z.object({
      id,
      queued: z.int(),
      skipped: z.int(),
      test: z.boolean().meta({ description: "true where a test key asked, so that nothing is sent" }),
    }),
    async run({ actor, ids, body }) {
      const test = isTest(actor);
      const { expected_recipients: expected, ...said } = body;
      const asked = { campaignId: ids.id ?? "", ...said, expected };
      return { ...(await (test ? rehearseCampaign(actor, asked) : sendCampaign(actor, asked))), test };
    },
  }),
  endpoint({
    method: "GET",
    path: "/campaigns/{id}/deliveries",
    scope: "campaigns:read",
    summary: "List the deliveries of a campaign",
    description: "One per recipient, in the order of their contacts.",
    noun,
    query: { ...pageQuery, state: deliveryState.optional() },
    answer: pageOf(delivery),
    async run({ actor, ids, query }) {
      const { rows, nextCursor } = await listDeliveries(actor, { ...query, campaignId: ids.id ?? "" });
      const data = rows.map((row) => ({
        contact_id: row.contactId,
        email: row.email,
        state: row.state,
        reason: row.reason,
        attempts: row.attempts,
        reply: row.reply,
        sent_at: row.sentAt?.toISOString() ?? null,
        ended_at: row.endedAt?.toISOString() ?? null,
      }));
      return { data, next_cursor: nextCursor };
    },
  }),
];

async function one(actor: ApiKey, campaignId: string) {
  const { id, name, subject, preheader, replyTo, body, state, newsletterId, emailAccountId, counts, ...row } =
    await getCampaign(actor, { campaignId });
  return {
    id,
    name,
    subject,
    preheader,
    reply_to: replyTo,
    body,
    state,
    newsletter_id: newsletterId,
    email_account_id: emailAccountId,
    ...timesOf(row),
    counts,
  };
}

type Times = {
  createdAt: string;
  updatedAt: string;
  scheduledFor: string | null;
  sendRequestedAt: string | null;
  finishedAt: string | null;
};

const timesOf = (row: Times) => ({
  created_at: row.createdAt,
  updated_at: row.updatedAt,
  scheduled_for: row.scheduledFor,
  send_requested_at: row.sendRequestedAt,
  finished_at: row.finishedAt,
});
