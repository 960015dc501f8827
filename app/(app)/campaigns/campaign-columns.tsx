import { formatNumber } from "#components/ui/format.ts";
import type { Column } from "#components/ui/ledger-table.tsx";
import { None } from "#components/ui/none.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CampaignRow } from "#lib/sending/campaigns/list.ts";
import { CampaignBadge } from "./campaign-state.tsx";

/** The columns of a list of campaigns. */
export const campaignColumns: Column<CampaignRow>[] = [
  { key: "name", header: "Name", cell: ({ name }) => name },
  {
    key: "state",
    header: "State",
    tight: true,
    cell: (row) => <CampaignBadge campaign={{ ...row, done: row.sent + row.failed + row.unknown }} />,
  },
  {
    key: "newsletter",
    header: "Newsletter",
    cell: ({ newsletter }) => newsletter ?? <span className="text-ink-faint">Not chosen</span>,
  },
  { key: "sent", header: "Sent", numeric: true, tight: true, cell: (row) => count(row, row.sent) },
  {
    key: "failed",
    header: "Failed",
    numeric: true,
    tight: true,
    cell: (row) => (
      <span>
        {count(row, row.failed)}
        {row.unknown > 0 && (
          <span className="ms-1.5 text-13 text-warn-ink">+ {formatNumber(row.unknown)} unknown</span>
        )}
      </span>
    ),
  },
  { key: "skipped", header: "Skipped", numeric: true, tight: true, cell: (row) => count(row, row.skipped) },
  {
    key: "updated",
    header: "Last change",
    tight: true,
    cell: ({ finishedAt, sendRequestedAt, updatedAt }) => (
      <Time value={finishedAt ?? sendRequestedAt ?? updatedAt} />
    ),
  },
];

function count({ state }: CampaignRow, value: number) {
  if (state === "draft" || state === "scheduled") return <None words="Not sent yet" />;
  return <span className={value === 0 ? "text-ink-faint" : undefined}>{formatNumber(value)}</span>;
}
