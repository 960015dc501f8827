import { sql } from "drizzle-orm";
import type { z } from "zod";
import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import type { Job } from "#lib/core/actor.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { work } from "#lib/core/work.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import { unlinked } from "#lib/mail/linkish.ts";
import { type PlatformTransport, platformTransport } from "#lib/mail/platform/platform-transport.ts";
import { sendOnce } from "#lib/mail/platform/send-once.ts";
import { addressKey, unsubscribeLinks } from "./links-queue.ts";

/** Mails a person the unsubscribe links of every sender who wrote to them. */
export const unsubscribeLinksMail = job({
  ...unsubscribeLinks,
  run: ({ actor }, asked) => mailUnsubscribeLinks(platformTransport(), actor, asked),
});

type Row = { workspace_id: string; delivery_id: string; sender: string; email: string };

/**
 * Mails the links at most once, to the address that was typed, and only those of senders who still have it: erased or corrected
 * meanwhile, a person gets none.
 * @throws Error when another try may help.
 */
export async function mailUnsubscribeLinks(
  transport: PlatformTransport,
  actor: Job,
  { of, locale, links }: z.output<typeof unsubscribeLinks.input>,
): Promise<void> {
  const words = wordsOf(locale);
  const { say } = words;
  await sendOnce(transport, `unsubscribe-links:${actor.origin.requestId}`, async () => {
    const found = await work(actor, ({ tx }) =>
      tx.execute<Row>(sql`select * from address_of_links(${JSON.stringify(links)}::jsonb)`),
    );
    const theirs = found.filter(({ email }) => addressKey(email) === of);
    const [first] = theirs;
    if (!first) return null;
    const key = await linkKey();
    return {
      to: { address: first.email },
      subject: say("mailLink.subject"),
      content: {
        locale,
        direction: words.direction,
        heading: say("mailLink.heading"),
        paragraphs: [say("mailLink.listed", { address: first.email })],
        links: theirs.map(({ workspace_id, delivery_id, sender }) => ({
          label: say("mailLink.link", { sender: unlinked(sender, 100) }),
          url: `${env().APP_URL}/unsubscribe/${signLink(key, "unsubscribe", { workspaceId: workspace_id, id: delivery_id })}`,
        })),
        footnote: say("mailLink.notYou"),
      },
    };
  });
}
