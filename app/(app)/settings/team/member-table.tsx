import { Badge, StatusDot } from "#components/ui/badge.tsx";
import { type Column, LedgerTable } from "#components/ui/ledger-table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { listMembers } from "#lib/team/members/list.ts";
import { protectionWords, roleWords } from "./words.ts";

type Row = Awaited<ReturnType<typeof listMembers>>["rows"][number];

/** The people of the workspace. Those who manage them open a row. */
export function MemberTable(props: { rows: Row[]; me: string; manages: boolean }) {
  const { rows, me, manages } = props;
  return (
    <LedgerTable
      caption="Members, owners first"
      columns={columnsFor(me, manages)}
      rows={rows}
      rowKey={({ userId }) => userId}
      rowHref={manages ? ({ userId }) => `/settings/team/${userId}` : undefined}
      empty={null}
    />
  );
}

function columnsFor(me: string, manages: boolean): Column<Row>[] {
  const always: Column<Row>[] = [
    {
      key: "person",
      header: "Person",
      cell: ({ userId, name, email }) => (
        <span className="grid py-1">
          <span className="flex flex-wrap items-center gap-x-2 font-medium wrap-anywhere">
            {name}
            {userId === me && <Badge>You</Badge>}
          </span>
          <span className="font-mono font-regular text-13 text-ink-faint wrap-anywhere">{email}</span>
        </span>
      ),
    },
    { key: "role", header: "Role", tight: true, cell: ({ role }) => roleWords[role].label },
  ];
  const forManagers: Column<Row>[] = [
    {
      key: "two-factor",
      header: "Two-factor authentication",
      tight: true,
      cell: ({ protection }) =>
        protection && (
          <StatusDot tone={protectionWords[protection].tone}>{protectionWords[protection].label}</StatusDot>
        ),
    },
    {
      key: "active",
      header: "Last active",
      tight: true,
      cell: ({ lastActiveAt }) => (lastActiveAt ? <Time value={lastActiveAt} /> : "Not yet"),
    },
  ];
  const joined: Column<Row> = {
    key: "joined",
    header: "Joined",
    tight: true,
    cell: ({ joinedAt }) => <Time value={joinedAt} as="date" />,
  };
  return [...always, ...(manages ? forManagers : []), joined];
}
