import { Download, Play, Undo2, X } from "lucide-react";
import type { Metadata } from "next";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { ProgressCard } from "#components/forms/progress-card.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Time } from "#components/ui/time.tsx";
import { UNDO_SECONDS } from "#lib/audience/bulk-actions/begin.ts";
import { getBulkAction } from "#lib/audience/bulk-actions/get.ts";
import { outcomes } from "#lib/audience/bulk-actions/outcomes.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import {
  cancelBulkActionAction,
  liftBulkActionAction,
  startBulkActionAction,
  undoBulkActionAction,
} from "../actions.ts";
import { progressOf } from "../progress-of.ts";
import { actionWords, outcomeWords } from "../words.ts";
import { Countdown } from "./countdown.tsx";

export const metadata: Metadata = { title: "Bulk action" };

type Action = Awaited<ReturnType<typeof getBulkAction>>;

/** A bulk action: the seconds in which it can be undone, then how far it is, then what became of each contact. */
export default async function BulkActionPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMember();
  const action = await pageQuery(getBulkAction, actor, { actionId: (await params).id });
  const here = `/contacts/bulk-actions/${action.id}`;
  const mayChange = workspaceMember.admits(actor);
  const secondsLeft = Math.ceil((action.startsAt.getTime() - Date.now()) / 1000);
  const waits = action.state === "waiting" && secondsLeft > 0;
  return (
    <>
      <PageHeader
        title={actionWords(action)}
        description={
          <>
            {action.askedBy ?? "A former member"} asked for it <Time value={action.createdAt} />.
          </>
        }
        breadcrumb={[
          { label: "Contacts", href: "/contacts" },
          { label: "Bulk actions", href: "/contacts/bulk-actions" },
        ]}
      />
      <div className="grid max-w-160 gap-5">
        {waits && mayChange && <UndoNotice action={action} seconds={secondsLeft} />}
        <ProgressCard
          title="Progress"
          job={progressOf(action)}
          unit="contacts"
          statusUrl={`${here}/progress`}
          refreshHref={here}
          cancel={!waits && mayChange && <Cancel id={action.id} />}
          result={
            <Button href="/contacts" variant="primary">
              Back to contacts
            </Button>
          }
        />
        {action.done > 0 && <Outcomes action={action} mayExport={workspaceAdmin.admits(actor)} />}
        {action.kind === "suppress" && action.changed > 0 && workspaceAdmin.admits(actor) && (
          <LiftAll action={action} />
        )}
        {["waiting", "running"].includes(action.state) && (
          <p className="text-13 text-ink-faint">
            You can leave this page: it continues, and is listed under Bulk actions.
          </p>
        )}
      </div>
    </>
  );
}

function UndoNotice({ action, seconds }: { action: Action; seconds: number }) {
  const hidden = { actionId: action.id };
  return (
    <Notice
      title={<Countdown seconds={seconds} />}
      action={
        <>
          <SubmitForm
            action={undoBulkActionAction}
            hidden={hidden}
            submitVariant="primary"
            submit={
              <>
                <Undo2 aria-hidden="true" /> Undo
              </>
            }
          />
          {action.kind !== "erase" && action.undoSeconds <= UNDO_SECONDS && (
            <SubmitForm
              action={startBulkActionAction}
              hidden={hidden}
              submitVariant="secondary"
              submit={
                <>
                  <Play aria-hidden="true" /> Start now
                </>
              }
            />
          )}
        </>
      }
    >
      Nothing has changed yet. You can undo it until it starts.
    </Notice>
  );
}

const LiftAll = ({ action: { id, state } }: { action: Action }) =>
  ["finished", "cancelled", "failed"].includes(state) && (
    <Panel
      title="Lift what this suppressed"
      description="Whoever was suppressed by it alone may be mailed again. Opt-outs, complaints, bounces and what anybody else suppressed stay."
    >
      <SubmitForm action={liftBulkActionAction} hidden={{ actionId: id }} submit="Lift these suppressions">
        <Field name="note" label="Why" hint="Kept with each address as your evidence.">
          <Input maxLength={500} autoComplete="off" />
        </Field>
      </SubmitForm>
    </Panel>
  );

const Cancel = ({ id }: { id: string }) => (
  <ConfirmButton
    action={cancelBulkActionAction}
    hidden={{ actionId: id }}
    label="Cancel"
    icon={<X aria-hidden="true" />}
    variant="secondary"
    title="Stop this bulk action?"
    confirm="Stop it"
    confirmVariant="primary"
    cancel="Let it run"
  >
    <p>It stops after the contacts at hand. What was done until then stays.</p>
  </ConfirmButton>
);

function Outcomes({ action: { id, kind, counts }, mayExport }: { action: Action; mayExport: boolean }) {
  return (
    <Panel title="What became of them" flush>
      <ul className="divide-y divide-line border-line border-t">
        {outcomes
          .filter((outcome) => counts[outcome])
          .map((outcome) => {
            const { label, words } = outcomeWords(kind, outcome);
            return (
              <li
                key={outcome}
                className="grid min-h-row grid-cols-[6rem_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 phone:grid-cols-[minmax(0,1fr)_auto]"
              >
                <span className="text-20 font-medium tabular-nums">{formatNumber(counts[outcome] ?? 0)}</span>
                <span className="min-w-0 phone:col-span-2 phone:row-start-2">
                  <span className="font-medium">{label}</span>
                  <span className="block text-13 text-ink-faint">{words}</span>
                </span>
                {mayExport && (
                  <Button
                    external
                    variant="ghost"
                    aria-label={`CSV: ${label}`}
                    href={`/contacts/bulk-actions/${id}/people?outcome=${outcome}`}
                    download
                    icon={<Download aria-hidden="true" />}
                  >
                    CSV
                  </Button>
                )}
              </li>
            );
          })}
      </ul>
    </Panel>
  );
}
