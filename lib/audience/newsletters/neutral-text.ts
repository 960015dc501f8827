import type { z } from "zod";
import { text } from "#lib/core/text.ts";
import { headerLine } from "#lib/mail/header-line.ts";
import { linkish } from "#lib/mail/linkish.ts";
import { foreignTags } from "#lib/mail/message/foreign-tags.ts";

const offers = new RegExp(
  [
    "[%€$£¥]",
    "\\b(?:discount|coupon|voucher|sale|deal|offer|free|buy|shop|order now|save \\d+)\\b",
    "\\b(?:rabatt|gutschein|angebot|gratis|kostenlos|kaufen|bestell)",
    "\\b(?:descuento|oferta|cup[oó]n|compr[ae]|r[ée]duction|promo|remise|achet|sconto|offerta|zniżk|promocj|desconto|korting|aanbieding|erbjudande)",
    "割引|無料|クーポン|خصم|عرض|מבצע|הנחה",
  ].join("|"),
  "iu",
);

/** Returns why a text with a merge tag, ours or another product's, is no part of a mail that fills in none. */
function withTag(given: string): string | null {
  const tag = foreignTags(given, []).find(({ sure }) => sure);
  return tag ? `Leave out “${tag.typed}”. A confirmation mail fills in no merge fields.` : null;
}

/** Returns why a text is no part of a confirmation mail, which must not advertise; null where it may stand there. */
export function notNeutral(given: string): string | null {
  if (linkish(given))
    return "Leave out links, addresses and telephone numbers. The only link of this mail is the one that confirms.";
  if (offers.test(given))
    return "Leave out prices, discounts and offers: a confirmation mail may not advertise (§ 7 UWG). They may stand in the welcome mail.";
  return withTag(given);
}

const neutral = (given: string, context: z.RefinementCtx) => {
  const problem = notNeutral(given);
  if (problem) context.addIssue({ code: "custom", message: problem });
};

/** Subject of a confirmation mail; null for the usual one. */
export const neutralSubject = headerLine(120, null)
  .superRefine(neutral)
  .transform((given) => given || null)
  .nullable()
  .default(null);

/** One paragraph before the fixed part of a confirmation mail; null for none. */
export const neutralIntro = text({ max: 300 })
  .superRefine(neutral)
  .transform((given) => given || null)
  .nullable()
  .default(null);
