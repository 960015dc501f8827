import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { Fate } from "#lib/audience/imports/fates.ts";
import type { Import } from "../states.ts";

type Line = { fate: Fate; label: string; words: string; count: number };

/** What became of the rows: each fate with its count, what it means, and its people as a file. */
export function Fates({ row, mayTake }: { row: Import; mayTake: boolean }) {
  return (
    <Panel title="What became of the rows" flush>
      <ul className="divide-y divide-line border-line border-t">
        {linesOf(row).map(({ fate, label, words, count }) => (
          <li
            key={fate}
            className="grid min-h-row grid-cols-[7rem_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 phone:grid-cols-[minmax(0,1fr)_auto]"
          >
            <span className="text-20 font-medium tabular-nums">{formatNumber(count)}</span>
            <span className="min-w-0 phone:col-span-2 phone:row-start-2">
              <span className="font-medium">{label}</span>
              <span className="block text-13 text-ink-faint">{words}</span>
            </span>
            {mayTake && count > 0 && (
              <Button
                external
                variant="ghost"
                aria-label={`CSV: ${label}`}
                href={`/contacts/imports/${row.id}/rows?fate=${fate}`}
                download
                icon={<Download aria-hidden="true" />}
              >
                CSV
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function linesOf(row: Import): Line[] {
  const stopped: Line = {
    fate: "stopped",
    label: "Suppressed",
    words: "Unsubscribed, bounced or reported spam, as the file says. They get no mail from you.",
    count: row.stopped,
  };
  const before: Line = {
    fate: "suppressed",
    label: "Suppressed before",
    words: "An import does not bring them back.",
    count: row.suppressed,
  };
  const refused: Line = {
    fate: "refused",
    label: "Refused",
    words: row.refused > 0 ? "Each with its reason below." : "Every row could be read.",
    count: row.refused,
  };
  if (row.purpose === "suppress") return [stopped, before, refused];
  const rare: Line[] = [
    {
      fate: "left_before",
      label: "Left before, not put on",
      words: `They left ${row.newsletter} themselves.`,
      count: row.leftBefore,
    },
    stopped,
    before,
    {
      fate: "left_out",
      label: "Never accepted",
      words: "Not confirmed, not subscribed, or not explained. Left out without a suppression.",
      count: row.leftOut,
    },
    {
      fate: "lapsed",
      label: "Consent ended",
      words: "Implied consent that is over (CASL s.10(10)).",
      count: row.lapsed,
    },
    {
      fate: "erased",
      label: "Erased meanwhile",
      words: "Erased after this import was begun. It does not bring them back.",
      count: row.erased,
    },
  ];
  return [
    { fate: "added", label: "Added", words: "New contacts.", count: row.added },
    {
      fate: "subscribed",
      label: "Put on the newsletter",
      words: `Now on ${row.newsletter}, new contacts and known ones.`,
      count: row.subscribed,
    },
    { fate: "known", label: "Known already", words: "Contacts you had before.", count: row.known },
    ...rare.filter(({ count }) => count > 0),
    refused,
    ...(row.valuesLeft > 0
      ? [
          {
            fate: "values_left" as const,
            label: "Single values left out",
            words: "Their people came in. Each value with its column and reason in the file.",
            count: row.valuesLeft,
          },
        ]
      : []),
  ];
}
