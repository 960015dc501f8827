import Link from "next/link";
import { formatNumber } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { Member } from "#lib/core/actor.ts";
import { campaignLeaving } from "#lib/sending/campaigns/leaving.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { leavingWords } from "../../contacts/leaving-words.ts";

/** Why readers of this campaign unsubscribed, where any of them said. */
export async function Leaving({ actor, campaignId }: { actor: Member; campaignId: string }) {
  const { reasons, words } = await pageQuery(campaignLeaving, actor, { campaignId });
  if (reasons.length === 0) return null;
  return (
    <Panel title="Why readers unsubscribed" description="Asked after they had left, and answered by some.">
      <dl className="grid w-fit grid-cols-[auto_auto] gap-x-6 gap-y-1">
        {reasons.map(({ reason, count }) => (
          <div key={reason} className="contents">
            <dt>{leavingWords[reason]}</dt>
            <dd className="text-right tabular-nums">{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
      {words.length > 0 && (
        <ul className="mt-4 grid gap-2 border-line border-t pt-4">
          {words.map(({ contactId, words: said }) => (
            <li key={contactId} className="text-ink-soft wrap-anywhere">
              <Link href={`/contacts/${contactId}`} className="link">
                “{said}”
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
