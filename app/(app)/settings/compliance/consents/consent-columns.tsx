import Link from "next/link";
import { Address } from "#components/ui/address.tsx";
import { StatusDot, type Tone } from "#components/ui/badge.tsx";
import type { Column } from "#components/ui/ledger-table.tsx";
import { Day, Time } from "#components/ui/time.tsx";
import type { listConsents } from "#lib/audience/consents/list.ts";
import { groundWords } from "../../../contacts/grounds.ts";
import { sourceWords } from "../../../contacts/words.ts";

type Row = Awaited<ReturnType<typeof listConsents>>["rows"][number];

/** What a line of the ledger records, in a word. */
export const kindWords: Record<Row["kind"], string> = {
  grant: "Agreed",
  withdrawal: "Withdrawn",
  request: "Asked to come back",
};

const tones: Record<Row["kind"], Tone> = { grant: "ok", withdrawal: "neutral", request: "neutral" };

/** The columns of the ledger of consents. `mayTake`: the reader may take a receipt out. */
export const consentColumns = (mayTake: boolean): Column<Row>[] => [
  { key: "who", header: "Who", cell: (row) => <Who row={row} /> },
  {
    key: "what",
    header: "What",
    cell: ({ kind, newsletter }) => (
      <span className="inline-block">
        <span className="block">
          <StatusDot tone={tones[kind]}>{kindWords[kind]}</StatusDot>
        </span>
        <span className="block text-13 text-ink-faint">
          <span className="sr-only">For: </span>
          {newsletter ?? (kind === "withdrawal" ? "Everything" : "No newsletter yet")}
        </span>
      </span>
    ),
  },
  {
    key: "ground",
    header: "Ground",
    cell: ({ kind, basis, softOptIn, expiresAt }) =>
      kind === "withdrawal" ? (
        <span className="text-ink-faint">–</span>
      ) : (
        <span className="inline-block">
          <span className="block">{softOptIn ? "Soft opt-in: own sale" : groundWords[basis]}</span>
          {expiresAt && (
            <span className="block text-13 text-ink-faint">
              {expiresAt < new Date() ? "Ended" : "Until"} <Time value={expiresAt} as="date" />
            </span>
          )}
        </span>
      ),
  },
  {
    key: "proof",
    header: "Proof",
    cell: ({ source, wording }) => (
      <span className="inline-block min-w-44 max-w-[32ch]">
        <span className="block first-letter:uppercase">{sourceWords[source]}</span>
        {wording.trim() === "" ? (
          <span className="block text-13 text-warn-ink">No wording on record</span>
        ) : (
          <span className="line-clamp-2 text-13 text-ink-faint wrap-anywhere">“{wording}”</span>
        )}
      </span>
    ),
  },
  {
    key: "when",
    header: "Recorded",
    tight: true,
    cell: ({ givenOn, occurredAt, contactId, id, kind }) => (
      <span className="inline-block">
        <span className="block">
          <Time value={occurredAt} />
        </span>
        {givenOn && (
          <span className="block text-13 text-ink-faint">
            {kind === "grant" ? "Agreed" : "Dated"} <Day value={givenOn} />
          </span>
        )}
        {contactId && mayTake && (
          <a href={`/contacts/${contactId}/receipts/${id}`} download className="link text-13">
            Receipt
          </a>
        )}
      </span>
    ),
  },
];

function Who({ row: { contactId, email, forFile, importId, importFile } }: { row: Row }) {
  if (contactId && email)
    return (
      <Link href={`/contacts/${contactId}`} className="link font-mono text-13 wrap-anywhere">
        <Address email={email} />
      </Link>
    );
  if (forFile && importId)
    return (
      <span className="wrap-anywhere">
        Everybody in{" "}
        <Link href={`/contacts/imports/${importId}`} className="link">
          {importFile || "an imported file"}
        </Link>
      </span>
    );
  return <span className="text-ink-faint">Erased</span>;
}
