import { Ban, Contact, Play, Undo2 } from "lucide-react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatBytes, formatPercent, plural } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";
import { mayTakeRows } from "#lib/audience/imports/export.ts";
import { FEW_PEOPLE } from "#lib/audience/take-people.ts";
import type { Member } from "#lib/core/actor.ts";
import { SetupNext } from "../../../setup-next.tsx";
import { resumeImportAction, rollBackImportAction } from "../actions.ts";
import { againHref, type Import, rowsDone } from "../states.ts";
import { Fates } from "./fates.tsx";
import { RefusedRows } from "./refused-rows.tsx";

type Props = {
  actor: Member;
  row: Import;
  search: Record<string, string | string[] | undefined>;
  mayChange: boolean;
};

/** How an import ended: what came in, what did not and why, and what can still be done about it. */
export function ImportResult({ actor, row, search, mayChange }: Props) {
  const suppresses = row.purpose === "suppress";
  const again = againHref(row);
  if (!row.begun && row.failure)
    return (
      <Notice
        tone="danger"
        title="Nothing was brought in"
        action={mayChange && <Button href={again}>Begin again</Button>}
      >
        {row.failure}
      </Notice>
    );
  if (!row.begun) {
    return (
      <Notice title="Nothing was brought in" action={mayChange && <Button href={again}>Begin again</Button>}>
        This import was discarded before it began, and its file was deleted.
      </Notice>
    );
  }
  const canRollBack = row.state !== "rolled_back";
  const canResume = row.state === "failed" || row.state === "cancelled";
  return (
    <div className="grid gap-5">
      <Ending row={row} />
      {row.state === "finished" && <SetupNext actor={actor} step="contacts" />}
      <Fates row={row} mayTake={mayTakeRows(actor, row)} />
      <div className="flex flex-wrap items-center gap-2">
        {row.state === "finished" && suppresses && (
          <Button
            href="/settings/compliance/suppressions"
            variant="primary"
            icon={<Ban aria-hidden="true" />}
          >
            See the suppressions
          </Button>
        )}
        {row.state === "finished" && !suppresses && (
          <Button
            href={`/contacts?newsletter=${row.newsletterId}`}
            variant="primary"
            icon={<Contact aria-hidden="true" />}
          >
            See the contacts
          </Button>
        )}
        {mayChange && canResume && (
          <SubmitForm
            action={resumeImportAction}
            hidden={{ importId: row.id }}
            submit={
              <>
                <Play aria-hidden="true" /> Resume import
              </>
            }
          />
        )}
        {mayChange && <Button href={again}>Import another file</Button>}
        {mayChange && canRollBack && <RollBack row={row} />}
      </div>
      <RefusedRows actor={actor} row={row} after={search.after} mayTake={mayTakeRows(actor, row)} />
    </div>
  );
}

function Ending({ row }: { row: Import }) {
  const far = row.fileBytes > 0 ? formatPercent(row.bytesRead / row.fileBytes, 0) : "0%";
  if (row.state === "failed")
    return (
      <Notice tone="danger" title={`It stopped at ${far} of the file`}>
        {row.failure} What came in until then is kept.
      </Notice>
    );
  if (row.state === "cancelled")
    return (
      <Notice tone="warn" title={`Cancelled at ${far} of the file`}>
        {row.failure && `${row.failure} `}
        {plural(rowsDone(row), "row")} until then. Resume it from there, or roll it back.
      </Notice>
    );
  if (row.state === "rolled_back")
    return (
      <Notice title="This import was rolled back">
        What it added was taken away <Time value={row.finishedAt ?? row.movedAt} />, and the suppressions that
        it alone made were lifted. People who were mailed before that stayed, and so did every opt-out and
        complaint, and every suppression that anybody else asked for. Its tags and field values were taken
        back, except those that a member or another import set as well.
      </Notice>
    );
  return (
    <Notice tone="ok" title="Import finished">
      {plural(rowsDone(row), "row")} in {formatBytes(row.fileBytes)}
      {row.finishedAt && (
        <>
          , done <Time value={row.finishedAt} />
        </>
      )}
      . {ownWords(row)}The file itself was deleted.
    </Notice>
  );
}

/** What the file said in the workspace's own tags and fields. */
function ownWords({ tagged, filled }: Import): string {
  const parts = [
    ...(tagged > 0 ? [`${plural(tagged, "tag")} put on contacts`] : []),
    ...(filled > 0 ? [`${plural(filled, "field value")} set`] : []),
  ];
  const words = parts.join(" and ");
  return words ? `${words.charAt(0).toUpperCase()}${words.slice(1)}. ` : "";
}

function RollBack({ row }: { row: Import }) {
  return (
    <ConfirmButton
      action={rollBackImportAction}
      hidden={{ importId: row.id }}
      label="Roll back"
      icon={<Undo2 aria-hidden="true" />}
      title="Roll this import back?"
      confirm="Roll back import"
    >
      <p>
        <strong className="font-medium text-ink">Goes:</strong> {whatGoes(row)}
        {row.state !== "finished" && " The file is deleted."}
      </p>
      <p>
        <strong className="font-medium text-ink">Stays:</strong> people who were mailed since, contacts you
        had before, every opt-out and complaint, every suppression that anybody else asked for, the record of
        this import, and any field it created.
      </p>
      <p>
        Your own import of the last hour goes at once. Of any other, more than {FEW_PEOPLE} contacts need an
        admin, and go after ten minutes in which it can be undone. After that nothing brings them back; you
        can import the file again.
      </p>
    </ConfirmButton>
  );
}

function whatGoes(row: Import): string {
  const lifted = row.stopped > 0 ? plural(row.stopped, "suppression") : "";
  if (row.purpose === "suppress")
    return `the ${lifted || "suppressions"} this import made, without opt-outs and complaints.`;
  const own = row.tagged + row.filled > 0 ? ", the tags and field values that it alone set" : "";
  const brought = `${plural(row.added, "contact")} this import added${own}, and the subscriptions to ${row.newsletter} it began`;
  return lifted ? `${brought}, and the ${lifted} it made, without opt-outs and complaints.` : `${brought}.`;
}
