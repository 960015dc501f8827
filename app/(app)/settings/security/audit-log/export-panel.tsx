import { Download, X } from "lucide-react";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { ProgressCard } from "#components/forms/progress-card.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatBytes, plural } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { listExports } from "#lib/audit/exports/list.ts";
import type { AuditExport } from "#lib/audit/exports/row.ts";
import type { Member } from "#lib/core/actor.ts";
import { cancelExportAction, exportAction } from "./export-actions.ts";
import { progressOf } from "./exports/progress-of.ts";
import { type Given, here } from "./given.ts";

type ExportPanelProps = {
  actor: Member;
  /** The filters of the page: what is shown is what is exported. */
  given: Given;
};

/** Exports of the log: the way to ask for one, and those of the last days. For owners and admins. */
export async function ExportPanel({ actor, given }: ExportPanelProps) {
  const exports = await listExports(actor, {});
  const running = exports.filter(({ state }) => state === "queued" || state === "running");
  const ended = exports.filter((each) => !running.includes(each));
  return (
    <section id="exports" className="grid scroll-mt-20 gap-4">
      {running.map((each) => (
        <ProgressCard
          key={each.id}
          title={`Exporting the audit log as ${formatWords[each.format]}`}
          job={progressOf(each)}
          unit="entries"
          statusUrl={`${here}/exports/${each.id}/progress`}
          refreshHref={`${here}#exports`}
          cancel={
            <SubmitForm action={cancelExportAction} hidden={{ exportId: each.id }}>
              <SubmitButton variant="secondary" icon={<X aria-hidden="true" />}>
                Cancel export
              </SubmitButton>
            </SubmitForm>
          }
        />
      ))}
      <Panel
        title="Exports"
        description="A file that proves itself: signed, with the checkpoint that covers it, and how to verify it without us. Kept for 7 days."
        action={<AskForExport given={given} />}
        flush
      >
        {ended.length > 0 && (
          <div className="mt-2 border-line border-t">
            {ended.map((each) => (
              <EndedExport key={each.id} each={each} />
            ))}
          </div>
        )}
        {exports.length === 0 && <p className="px-4 pt-2 pb-4 text-13 text-ink-faint">No exports yet.</p>}
        {ended.length === 0 && running.length > 0 && <div className="pb-2" />}
      </Panel>
    </section>
  );
}

const formatWords = { csv: "CSV", ndjson: "NDJSON" } as const;

function AskForExport({ given }: { given: Given }) {
  const filters = Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1]));
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
          It holds names and addresses in plain.
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
