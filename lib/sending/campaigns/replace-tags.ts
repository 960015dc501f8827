import type { Actor } from "#lib/core/actor.ts";
import { conflict } from "#lib/core/errors.ts";
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
  const { version, name, newsletterId, segmentId, emailAccountId, replyTo, ...texts } = await getCampaign(
    actor,
    { campaignId },
  );
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
