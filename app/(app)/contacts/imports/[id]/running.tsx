import { X } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { ProgressCard } from "#components/forms/progress-card.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { cancelImportAction, resumeImportAction } from "../actions.ts";
import type { Import } from "../states.ts";
import { progressOf } from "./progress-of.ts";

const stuckAfterMs = 2 * 60_000;

export function ImportRunning({ row, mayChange }: { row: Import; mayChange: boolean }) {
  const here = `/contacts/imports/${row.id}`;
  const stuck = row.state === "running" && Date.now() - row.movedAt.getTime() > stuckAfterMs;
  return (
    <div className="grid max-w-160 gap-4">
      {stuck && mayChange && (
        <Notice
          tone="warn"
          title="It has not moved for two minutes"
          action={
            <SubmitForm
              action={resumeImportAction}
              hidden={{ importId: row.id }}
              submit="Go on from where it is"
              submitVariant="secondary"
            />
          }
        >
          The worker may have stopped. What came in is kept.
        </Notice>
      )}
      <ProgressCard
        title={`Bringing in ${row.fileName}`}
        job={progressOf(row)}
        unit="rows"
        statusUrl={`${here}/progress`}
        refreshHref={here}
        cancel={
          mayChange && (
            <ConfirmButton
              action={cancelImportAction}
              hidden={{ importId: row.id }}
              label="Cancel import"
              icon={<X aria-hidden="true" />}
              variant="secondary"
              title="Cancel this import?"
              confirm="Cancel import"
              confirmVariant="primary"
              cancel="Let it run"
            >
              <p>It stops after the rows at hand. What came in until then stays, and the file is kept.</p>
              <p>You can resume it from there, or roll it back.</p>
            </ConfirmButton>
          )
        }
      />
      <p className="text-13 text-ink-faint">
        You can leave this page: the import continues, and is listed under Imports.
      </p>
    </div>
  );
}
