import Link from "next/link";
import { Badge, StatusDot } from "#components/ui/badge.tsx";
import { Time } from "#components/ui/time.tsx";
import type { getContact } from "#lib/audience/contacts/get.ts";
import { basisWords } from "../grounds.ts";
import { mailWords } from "../words.ts";

type Subscription = Awaited<ReturnType<typeof getContact>>["subscriptions"][number];

/** The newsletters they are or were on, each with whether it reaches them. */
export function NewsletterLines({ subscriptions }: { subscriptions: Subscription[] }) {
  if (subscriptions.length === 0)
    return (
      <p className="px-4 pt-1 pb-4 text-ink-soft">They are on no newsletter, so they get no campaign.</p>
    );
  return (
    <ul className="divide-y divide-line">
      {subscriptions.map((on) => {
        const { words, tone } = mailWords[on.refusal ?? "gets"];
        return (
          <li key={on.newsletterId} className="grid gap-0.5 px-4 py-2.5">
            <div className="flex flex-wrap items-center justify-between gap-x-3">
              <Link
                href={`/newsletters/${on.newsletterId}`}
                className="inline-flex min-h-6 items-center font-medium hover:underline"
              >
                {on.name}
              </Link>
              {on.archivedAt ? <Badge>Archived</Badge> : <StatusDot tone={tone}>{words}</StatusDot>}
            </div>
            <p className="text-13 text-ink-faint">
              {on.addedByFile ? "Imported" : "Since"} <Time value={on.subscribedAt} as="date" />
              {on.unsubscribedAt && (
                <>
                  , left <Time value={on.unsubscribedAt} as="date" />
                </>
              )}
            </p>
            {on.ground && <p className="text-13 text-ink-faint">Lawful basis: {basisWords(on.ground)}</p>}
          </li>
        );
      })}
    </ul>
  );
}
