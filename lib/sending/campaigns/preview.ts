import { z } from "zod";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { bounded } from "#lib/core/text.ts";
import { env } from "#lib/env.ts";
import { previewMessage } from "#lib/mail/message/preview.ts";
import { readFacts } from "./facts.ts";
import { messageSourceOf } from "./message.ts";
import { sampleInput, sampleValues } from "./sample.ts";

/** A campaign as `reader`, a contact or somebody without a name would get it: subject, text and HTML. Its unsubscribe link names nobody and changes nothing. */
export const previewCampaign = query({
  name: "campaign.preview",
  allow: workspaceViewer,
  input: z.object({
    campaignId: z.uuid(),
    reader: z.object({ name: bounded(1000), email: bounded(320) }),
    sample: sampleInput,
  }),
  async run({ db, actor }, { campaignId, reader, sample }) {
    const facts = await readFacts(db, actor, campaignId);
    return previewMessage(messageSourceOf(facts), {
      ...(await sampleValues(db, actor, sample, reader)),
      unsubscribe_url: `${env().APP_URL}/unsubscribe/test`,
      preferences_url: `${env().APP_URL}/preferences/test`,
      agree_url: `${env().APP_URL}/agree/test`,
    });
  },
});
