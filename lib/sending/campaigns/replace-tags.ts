import type { Actor } from "#lib/core/actor.ts";
import { AppError, conflict } from "#lib/core/errors.ts";
import { replaceForeignTags } from "#lib/mail/message/foreign-tags.ts";
import { getCampaign } from "./get.ts";
import { fieldsOf } from "./message.ts";
import { updateCampaign } from "./update.ts";

/**
 * Writes our own merge field wherever a draft has this tag of another product, as one save of the draft.
 * @throws AppError conflict when the tag is gone, or somebody saved another version meanwhile.
 */
export async function replaceTags(
  actor: Actor,
  { campaignId, typed }: { campaignId: string; typed: string },
) {
  const draft = await readDraft(actor, campaignId);
  // The command refuses, and records it, whoever may not change the campaign. A version that never was lets it change nothing.
  if (!draft)
    return { ...(await updateCampaign(actor, { campaignId, name: "-", version: "none" })), replaced: 0 };
  const { version, name, newsletterId, segmentId, emailAccountId, replyTo, ...texts } = draft;
  const replace = (text: string) => replaceForeignTags(text, fieldsOf(texts), typed);
  const subject = replace(texts.subject);
  const preheader = replace(texts.preheader);
  const body = replace(texts.body);
  const replaced = subject.replaced + preheader.replaced + body.replaced;
  if (replaced === 0) throw conflict("The draft no longer has this tag. Load the page again.");
  const kept = { campaignId, version, name, newsletterId, segmentId, emailAccountId, replyTo };
  const saved = { subject: subject.text, preheader: preheader.text, body: body.text };
  return { ...(await updateCampaign(actor, { ...kept, ...saved })), replaced };
}

/** Returns a campaign for somebody who may change it; null for anybody else, and where there is none. */
async function readDraft(actor: Actor, campaignId: string) {
  if (!updateCampaign.spec.admits(actor)) return null;
  try {
    return await getCampaign(actor, { campaignId });
  } catch (error) {
    if (error instanceof AppError && error.code === "notFound") return null;
    throw error;
  }
}
