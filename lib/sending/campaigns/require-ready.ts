import type { ApiKey, Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { readiness } from "./begin.ts";
import type { CampaignFacts } from "./facts.ts";
import { isSigned } from "./signed.ts";

/**
 * Returns what a campaign that passes the pre-send check is sent by. `unsigned` is whether the sender said yes to leaving
 * unsigned; absent where nobody could be asked.
 * @throws AppError conflict with one message per line that stops it.
 */
export async function requireReady(
  tx: Transaction,
  actor: Member | ApiKey,
  campaignId: string,
  unsigned: boolean | undefined,
): Promise<{ facts: CampaignFacts; newsletterId: string; signed: boolean; eligible: number }> {
  const { facts, newsletterId, stops, eligible } = await readiness(tx, actor, campaignId);
  if (stops.length > 0 || !newsletterId) {
    throw new AppError("conflict", stops[0]?.text ?? "Choose the newsletter it goes to.", {
      fields: Object.fromEntries(stops.map(({ id, text }) => [id, text])),
      audit: { target: campaignId, detail: { because: "check", stops: stops.map(({ id }) => id) } },
    });
  }
  const signed = isSigned(facts);
  if (!signed && unsigned === false) {
    const text = "Confirm that it leaves without a signature of the From domain, or set up DKIM first.";
    throw new AppError("conflict", text, {
      fields: { unsigned: text },
      audit: { target: campaignId, detail: { because: "unsigned" } },
    });
  }
  return { facts, newsletterId, signed, eligible };
}

/** Says how many people a campaign reaches. */
export const wouldGetIt = (people: number): string =>
  people === 1 ? "1 person would get it" : `${people.toLocaleString("en")} people would get it`;
