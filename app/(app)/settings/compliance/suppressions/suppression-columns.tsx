import Link from "next/link";
import { Address } from "#components/ui/address.tsx";
import { StatusDot, type Tone } from "#components/ui/badge.tsx";
import type { Column } from "#components/ui/ledger-table.tsx";
import { Day, Time } from "#components/ui/time.tsx";
import type { listSuppressions } from "#lib/audience/suppressions/list.ts";
import { type Reason, reasonNames, shortSources } from "../words.ts";

type Row = Awaited<ReturnType<typeof listSuppressions>>["rows"][number];

const tones: Record<Reason, Tone> = {
  unsubscribed: "neutral",
  bounced: "warn",
  complained: "danger",
  manual: "neutral",
};

/** The columns of the list of suppressions. */
export const suppressionColumns: Column<Row>[] = [
  {
    key: "address",
    header: "Address",
    cell: ({ email }) =>
      email ? (
        <span className="inline-block min-w-40 font-mono text-13 wrap-anywhere">
          <Address email={email} />
        </span>
      ) : (
        <span className="text-ink-faint">Erased, held by its hash</span>
      ),
  },
  {
    key: "reason",
    header: "Reason",
    cell: ({ reason, newsletter }) => (
      <span className="inline-block">
        <span className="block">
          <StatusDot tone={tones[reason]}>{reasonNames[reason]}</StatusDot>
        </span>
        <span className="block text-13 text-ink-faint">
          <span className="sr-only">No mail from: </span>
          {newsletter?.name ?? "Everything"}
        </span>
      </span>
    ),
  },
  { key: "source", header: "Source", tight: true, cell: (row) => <Source row={row} /> },
  {
    key: "since",
    header: "Since",
    tight: true,
    cell: ({ createdAt, since }) => (since ? <Day value={since} /> : <Time value={createdAt} />),
  },
];

/** How the address came to be here, and below it the campaign that brought it, where one did. */
function Source({ row: { source, campaign } }: { row: Row }) {
  return (
    <span className="inline-block">
      <span className="block">{shortSources[source]}</span>
      {campaign && (
        <Link href={`/campaigns/${campaign.id}`} className="link whitespace-normal text-13">
          {campaign.name}
        </Link>
      )}
    </span>
  );
}
