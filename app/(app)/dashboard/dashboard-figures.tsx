import Link from "next/link";
import { Figures } from "#components/ui/figures.tsx";
import { formatNumber } from "#components/ui/format.ts";
import type { Needs } from "#lib/team/workspaces/needs.ts";
import { COUNT_LIMIT, type Overview } from "#lib/team/workspaces/overview.ts";

/** Renders the workspace's numbers, each a link to what it counts. */
export function DashboardFigures({ overview, needs }: { overview: Overview; needs: Needs }) {
  const { contacts, sentLast30Days, suppressed } = overview;
  return (
    <Figures
      label="Numbers"
      items={[
        { label: "Contacts", value: <To href="/contacts">{upTo(contacts)}</To> },
        { label: "Sent, 30 days", value: <To href="/campaigns?state=sent">{upTo(sentLast30Days)}</To> },
        {
          label: "Unsubscribed, 7 days",
          value: (
            <To href="/settings/compliance/suppressions?reason=unsubscribed">
              {formatNumber(needs.unsubscribed)}
            </To>
          ),
        },
        {
          label: "Bounced, 7 days",
          value: (
            <To href="/settings/compliance/suppressions?reason=bounced">{formatNumber(needs.bounced)}</To>
          ),
        },
        { label: "Suppressed", value: <To href="/settings/compliance/suppressions">{upTo(suppressed)}</To> },
      ]}
    />
  );
}

const upTo = (count: number) => (count > COUNT_LIMIT ? `${formatNumber(COUNT_LIMIT)}+` : formatNumber(count));

function To({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className="rounded-s hover:underline">
      {children}
    </Link>
  );
}
