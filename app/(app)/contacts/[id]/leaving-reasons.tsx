import { Panel } from "#components/ui/panel.tsx";
import { Time } from "#components/ui/time.tsx";
import type { getContact } from "#lib/audience/contacts/get.ts";
import { leavingWords } from "../leaving-words.ts";

type Reasons = Awaited<ReturnType<typeof getContact>>["leavingReasons"];

/** Why the person unsubscribed, in their own choice and words. Nothing at all for a person who never said. */
export function LeavingReasons({ reasons }: { reasons: Reasons }) {
  if (reasons.length === 0) return null;
  return (
    <Panel title="Why they unsubscribed" description="They said so afterwards, on the unsubscribe page.">
      <ul className="grid gap-3">
        {reasons.map(({ deliveryId, reason, words, newsletter, createdAt }) => (
          <li key={deliveryId} className="grid gap-1">
            <p>
              <span className="font-medium text-ink">{leavingWords[reason]}</span>
              <span className="text-ink-soft">
                {" "}
                ({newsletter ?? "all mail"}, <Time value={createdAt} as="date" />)
              </span>
            </p>
            {words && <blockquote className="max-w-[70ch] text-ink-soft wrap-anywhere">“{words}”</blockquote>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
