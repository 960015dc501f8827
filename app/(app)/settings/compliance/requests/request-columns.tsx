import Link from "next/link";
import { Address } from "#components/ui/address.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import type { Column } from "#components/ui/ledger-table.tsx";
import { Day } from "#components/ui/time.tsx";
import type { listRequests } from "#lib/privacy/subject-requests/list.ts";
import { clockOf, kindWords } from "./words.ts";

type Row = Awaited<ReturnType<typeof listRequests>>["rows"][number];

/** The columns of the list of requests. */
export const requestColumns = (unproved: boolean): Column<Row>[] => [
  {
    key: "person",
    header: "Person",
    cell: ({ id, email }) => (
      <Link href={`/settings/compliance/requests/${id}`} className="link inline-block min-w-40 wrap-anywhere">
        {email ? (
          <span className="font-mono text-13">
            <Address email={email} />
          </span>
        ) : (
          "Erased person"
        )}
      </Link>
    ),
  },
  { key: "kind", header: "Asks for", tight: true, cell: ({ kind }) => kindWords[kind] },
  { key: "received", header: "Received", tight: true, cell: ({ receivedOn }) => <Day value={receivedOn} /> },
  {
    key: "due",
    header: "Due",
    tight: true,
    cell: (row) => {
      const { words, tone } = clockOf({ ...row, ...(unproved && { identifiedAt: null }) });
      return (
        <span className="inline-block">
          <span className="block">
            <Day value={row.dueOn} />
          </span>
          <span className="block text-13">
            <StatusDot tone={tone}>{words}</StatusDot>
          </span>
        </span>
      );
    },
  },
];
