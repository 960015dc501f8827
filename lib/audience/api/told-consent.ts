import { z } from "zod";
import { grounds } from "#db/schema/consents.ts";
import { bounded } from "#lib/core/text.ts";

/** What a program tells of a consent that was given outside Mailneo. */
export const toldConsent = {
  basis: z.enum(grounds, "Send the legal ground, such as express.").optional().meta({
    description: "The legal ground on which the person may be written to.",
  }),
  source: bounded(1000)
    .optional()
    .meta({
      description: "How and when they agreed, in a sentence of at least 10 characters. It is the proof.",
      examples: ["Ticked the box at the checkout of shop.example."],
    }),
  agreed_on: z.iso.date("Send a day as YYYY-MM-DD.").optional().meta({
    description: "The day on which they agreed, bought or asked.",
  }),
  wording: bounded(1000).optional().meta({ description: "The words they agreed to, where they are known." }),
  notice_version: bounded(200).optional().meta({ description: "The privacy notice that they were shown." }),
  bought: bounded(300)
    .optional()
    .meta({ description: "What they bought, for a soft opt-in (ePrivacy 13(2))." }),
  opt_out_offered: z
    .boolean()
    .optional()
    .meta({ description: "Whether they could say no when they bought." }),
};

type Told = z.output<z.ZodObject<typeof toldConsent>>;

/** Returns the consent as the commands take it; "none" where none is told. */
export function consentOf({
  basis,
  source = "",
  agreed_on,
  wording,
  notice_version,
  bought,
  opt_out_offered,
}: Told) {
  const told = basis ?? (source ? undefined : ("none" as const));
  return {
    basis: told as NonNullable<typeof told>,
    givenOn: agreed_on ?? "",
    wording: wording || source || (told === "none" ? untold : ""),
    place: wording ? source : "",
    noticeVersion: notice_version ?? "",
    bought: bought ?? "",
    optOutOffered: opt_out_offered ? ("on" as const) : ("" as const),
  };
}

/** Stands in the ledger until the person confirms in words of their own. */
const untold = "Added through the API, with no consent told.";

/** What the commands call otherwise. The proof is `source` unless the exact words are told. */
export const consentNames = { givenOn: "agreed_on", wording: "source", place: "source" };
