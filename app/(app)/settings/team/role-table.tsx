import { Check, ChevronRight, Minus } from "lucide-react";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table.tsx";
import { abilities } from "#lib/abilities.ts";
import { rolesByRank, roleWords } from "./words.ts";

/** What each role may do, as the commands' own policies say. */
export function RoleTable() {
  return (
    <details className="rounded-l border border-line bg-surface">
      <summary className="flex min-h-row items-center gap-2 rounded-l px-4 font-medium hover:text-ink">
        <ChevronRight aria-hidden="true" className="turns" />
        What each role may do
      </summary>
      <Table caption="What each role may do">
        <TableHead>
          <HeadCell>May</HeadCell>
          <HeadCell className="hidden @max-[36rem]/ledger:block">Who</HeadCell>
          {rolesByRank.map((role) => (
            <HeadCell key={role}>{roleWords[role].label}</HeadCell>
          ))}
        </TableHead>
        <TableBody>
          {abilities.map(({ words, roles }) => (
            <Row key={words}>
              <Cell phone="title">{words}</Cell>
              {/* Four columns have no room on a phone: there the names stand in one line. */}
              <Cell className="hidden @max-[36rem]/ledger:flex" label="Who">
                {rolesByRank
                  .filter((role) => roles.includes(role))
                  .map((role) => `${roleWords[role].label}s`)
                  .join(", ")}
              </Cell>
              {rolesByRank.map((role) => (
                <Cell key={role} phone="hide" tight>
                  <Mark yes={roles.includes(role)} />
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
    </details>
  );
}

function Mark({ yes }: { yes: boolean }) {
  return yes ? (
    <>
      <Check aria-hidden="true" className="text-accent-ink" />
      <span className="sr-only">Yes</span>
    </>
  ) : (
    <>
      <Minus aria-hidden="true" className="text-ink-faint" />
      <span className="sr-only">No</span>
    </>
  );
}
