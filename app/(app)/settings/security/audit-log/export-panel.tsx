import { ChevronRight, Download, X } from "lucide-react";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { ProgressCard } from "#components/forms/progress-card.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatBytes, plural } from "#components/ui/format.ts";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { listExports } from "#lib/audit/exports/list.ts";
import type { AuditExport } from "#lib/audit/exports/row.ts";
import type { Member } from "#lib/core/actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { cancelExportAction, exportAction } from "./export-actions.ts";
import { progressOf } from "./exports/progress-of.ts";
import { type Given, here } from "./list-address.ts";

/** Exports of the log that are being made, and, folded away, those of the last days. For owners and admins. */
export async function ExportPanel({ actor }: { actor: Member }) {
  const exports = await pageQuery(listExports, actor, {});
  const running = exports.filter(({ state }) => state === "queued" || state === "running");
  const ended = exports.filter((each) => !running.includes(each));
  const [newest] = ended;
  const isNew = newest !== undefined && Date.now() - newest.askedAt.getTime() < NEW_MILLISECONDS;
  if (exports.length === 0) return null;
  return (
    <section aria-label="Exports" id="exports" className="grid gap-2">
      {running.map((each) => (
        <ProgressCard
          key={each.id}
          title={`Exporting the audit log as ${formatWords[each.format]}`}
          job={progressOf(each)}
          unit="entries"
          statusUrl={`${here}/exports/${each.id}/progress`}
          refreshHref={here}
          cancel={
            <SubmitForm action={cancelExportAction} hidden={{ exportId: each.id }}>
              <SubmitButton variant="secondary" icon={<X aria-hidden="true" />}>
                Cancel export
              </SubmitButton>
            </SubmitForm>
          }
        />
      ))}
      {ended.length > 0 && (
        <details className="log-fold" open={isNew}>
          <summary>
            <ChevronRight aria-hidden="true" className="turns" />
            {plural(ended.length, "export")} of the last days
          </summary>
          <div className="rounded-l border border-line bg-surface">
            {ended.map((each) => (
              <EndedExport key={each.id} each={each} />
            ))}
          </div>
        </details>
      )}
    </section>
  );
}

// An export that somebody waits for is shown at once.
const NEW_MILLISECONDS = 3_600_000;

const formatWords = { csv: "CSV", ndjson: "NDJSON" } as const;

/** Asks for an export, where the button stands. What is shown is what is exported, with its technical entries. */
export function AskForExport({ given }: { given: Given }) {
  const { technical: _, ...chosen } = given;
  const filters = Object.entries(chosen).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(filters).toString();
  const hidden = Object.fromEntries(filters.map(([name, value]) => [`filter-${name}`, value]));
  return (
    <DialogForm
      action={exportAction}
      label={filters.length > 0 ? "Export what is shown here" : "Export the whole log"}
      icon={<Download aria-hidden="true" />}
      title={filters.length > 0 ? "Export what is shown here?" : "Export the whole log?"}
      text={
        <p>
          {filters.length > 0
            ? "All entries that pass your filters, on all pages. Those they leave out stay in the file as a checksum each, so that the chain holds. "
            : "Everything in this workspace and in the accounts of its members. "}
          Technical entries are in it too. It holds names and addresses in plain, is signed, comes with the
          checkpoint that covers it and says how to verify it without us. It is kept for 7 days.
        </p>
      }
      submit="Start export"
      hidden={{ ...hidden, "from-query": query && `?${query}` }}
    >
      <RadioGroup
        name="format"
        legend="Format"
        defaultValue="csv"
        choices={[
          {
            value: "csv",
            label: "CSV",
            hint: "For people and spreadsheets. A ZIP with the table and the file that proves it.",
          },
          {
            value: "ndjson",
            label: "NDJSON",
            hint: "For programs: one JSON object a line, all in one file.",
          },
        ]}
      />
    </DialogForm>
  );
}

function EndedExport({ each }: { each: AuditExport }) {
  const { id, format, state, entries, bytes, fileName, askedAt, askedBy, expiresAt, failure } = each;
  const filters = Object.keys(each.filters).length;
  return (
    <SettingsRow
      title={
        fileName ? (
          <span className="font-mono text-13 wrap-anywhere">{fileName}</span>
        ) : (
          `${formatWords[format]} export`
        )
      }
      state={
        entries !== null && bytes !== null && `${plural(entries, "entry", "entries")}, ${formatBytes(bytes)}`
      }
      proof={<State each={each} />}
      description={
        <>
          {failure && <span className="block text-danger-ink">{failure}</span>}
          Asked for <Time value={askedAt} /> by {askedBy ?? "somebody whose account is gone"}
          {filters > 0 ? `, with ${plural(filters, "filter")}` : ", the whole log"}
          {state === "ready" && expiresAt && (
            <>
              . Here until <Time value={expiresAt} as="minute" />
            </>
          )}
        </>
      }
      action={
        state === "ready" && (
          <Button
            external
            href={`${here}/exports/${id}/download`}
            download
            size="small"
            icon={<Download aria-hidden="true" />}
            aria-label={`Download ${fileName}`}
          >
            Download
          </Button>
        )
      }
    />
  );
}

function State({ each }: { each: AuditExport }) {
  if (each.state === "failed") return <Badge tone="danger">Stopped</Badge>;
  if (each.state === "cancelled") return <Badge>Cancelled</Badge>;
  return (
    <>
      {each.state === "removed" && <Badge>Removed</Badge>}
      <ProofChip
        label="Signed"
        evidence={[
          { label: "SHA-256", value: each.sha256, mono: true },
          { label: "Left out", value: plural(each.leftOut ?? 0, "entry", "entries") },
          { label: "Checkpoint", value: each.checkpoint },
        ]}
      >
        Whoever has the file can compare its checksum with this one, and verify it with{" "}
        <span className="font-mono">npm run audit:verify</span>.
      </ProofChip>
    </>
  );
}
