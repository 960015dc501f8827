import { sql } from "drizzle-orm";
import { z } from "zod";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { command } from "#lib/core/command.ts";
import { issueTurn, type Turn } from "#lib/core/jobs/turn.ts";
import { visitor } from "#lib/core/policies.ts";
import { addressRanges } from "#lib/core/throttle/address-range.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { onePerson } from "#lib/mail/one-person.ts";
import { addressKey, unsubscribeLinks } from "./links-queue.ts";

type Found = { workspace_id: string; delivery_id: string };

const hour = 3600;

/**
 * Mails a person without an old message their unsubscribe links. The caller cannot tell an address that gets mail from one that
 * does not, nor either from one past its limits, because the page says the same.
 * @throws AppError tooOften past the limits, which the page keeps to itself.
 */
export const mailLinks = command({
  name: "contact.mail_links",
  allow: visitor,
  input: z.object({ email: emailAddress, locale: z.enum(locales) }),
  prepare: ({ origin }, { email }) => countRequest(origin.ip, email),
  async run({ tx, enqueue }, { email, locale }, turn) {
    const found = await tx.execute<Found>(sql`select * from links_of_address(${email})`);
    const links = found.map(({ workspace_id: workspace, delivery_id: delivery }) => ({
      workspace,
      delivery,
    }));
    // Ids are in the order of time. The sender who wrote first lends the share, so that a newer one cannot hold a person's mail up.
    const [first] = links.toSorted((one, two) => (one.delivery < two.delivery ? -1 : 1));
    if (first)
      await enqueue(
        unsubscribeLinks,
        { of: addressKey(email), locale, links },
        { share: first.workspace, turn },
      );
    return { result: undefined, audit: { detail: { mailed: found.length > 0 } } };
  },
});

async function countRequest(ip: string | null, email: string): Promise<Turn> {
  const [network] = addressRanges(ip);
  const limit = { name: "unsubscribe-links:network", max: 10, windowSeconds: hour };
  // Without an edge every browser shares one unknown network.
  await takeAttempt(network ? limit : { ...limit, max: 100 }, network ?? "all");
  await takeAttempt(
    { name: "unsubscribe-links:address", max: 3, windowSeconds: 24 * hour },
    onePerson(email),
  );
  return issueTurn();
}
