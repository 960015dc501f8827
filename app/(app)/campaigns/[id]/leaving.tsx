import Link from "next/link";
import { Address } from "#components/ui/address.tsx";
import { Figures } from "#components/ui/figures.tsx";
import { formatNumber, plural } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Day, Time } from "#components/ui/time.tsx";
import { countOpenings } from "#lib/audience/link-openings/count.ts";
import type { Member } from "#lib/core/actor.ts";
import { campaignLeaving } from "#lib/sending/campaigns/leaving.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { leavingWords } from "../../contacts/leaving-words.ts";

/** Who looked at the ways out of this campaign, and why readers unsubscribed, where any of them said. */
export async function Leaving({ actor, campaignId }: { actor: Member; campaignId: string }) {
  return (
    <>
      <Openings actor={actor} campaignId={campaignId} />
      <Left actor={actor} campaignId={campaignId} />
      <Reasons actor={actor} campaignId={campaignId} />
    </>
  );
}

async function Openings({ actor, campaignId }: { actor: Member; campaignId: string }) {
  const { people, scanned } = await pageQuery(countOpenings, actor, { campaignId });
  if (people + scanned === 0) return null;
  return (
    <Panel
      title="Who opened the unsubscribe page"
      description="Opening a link changes nothing. Only a press on the page, or on the mail program’s button, unsubscribes."
    >
      <Figures
        label="Who opened the unsubscribe page"
        items={[
          { label: "People", value: formatNumber(people), detail: "Each counted once" },
          {
            label: "Probably a security scanner",
            value: formatNumber(scanned),
            detail: "Messages whose links a program opened. Not counted as people.",
          },
        ]}
      />
    </Panel>
  );
}

async function Left({ actor, campaignId }: { actor: Member; campaignId: string }) {
  const { people, unsubscribed } = await pageQuery(campaignLeaving, actor, { campaignId });
  if (people.length === 0) return null;
  return (
    <Panel
      title="Who unsubscribed"
      description={`${plural(unsubscribed, "person", "people")} left by a link of this campaign, and ${unsubscribed === 1 ? "gets" : "get"} no more mail from what they left.`}
    >
      <ul className="grid gap-1.5">
        {people.map(({ id, email, newsletter, since, createdAt }) => (
          <li key={id} className="flex flex-wrap gap-x-2 text-ink-soft">
            <Link
              href={`/settings/compliance/suppressions/${id}`}
              className="link inline-flex min-h-6 items-center font-mono text-13 wrap-anywhere"
            >
              {email ? <Address email={email} /> : "Erased address"}
            </Link>
            <span className="text-13 text-ink-faint">
              from {newsletter ?? "all mail"}, {since ? <Day value={since} /> : <Time value={createdAt} />}
            </span>
          </li>
        ))}
      </ul>
      {unsubscribed > people.length && (
        <p className="mt-3 text-13 text-ink-faint">
          The newest {formatNumber(people.length)} of {formatNumber(unsubscribed)}.
        </p>
      )}
    </Panel>
  );
}

async function Reasons({ actor, campaignId }: { actor: Member; campaignId: string }) {
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
