import { redirect } from "next/navigation";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import type { ImportPreview } from "#lib/audience/imports/preview-import.ts";
import { previewImport } from "#lib/audience/imports/preview-import.ts";
import { ImportRefused } from "#lib/audience/imports/reader/import-refused.ts";
import { fieldNameOf } from "#lib/audience/imports/reader/own/guess-kind.ts";
import { uploadOpen } from "#lib/audience/imports/upload-link.ts";
import type { Member } from "#lib/core/actor.ts";
import { address, one } from "../../../address.ts";
import { cancelImportAction, reopenImportAction, startImportAction } from "../actions.ts";
import { columnFields, newField } from "../column-fields.ts";
import { type Choices, delimiterName, fieldName, readChoices, readMeanings } from "../columns.ts";
import { againHref, type Import } from "../states.ts";
import { Steps } from "../steps.tsx";
import { ColumnsForm } from "./columns-form.tsx";
import { DatesFound } from "./dates-found.tsx";
import { PreviewTable } from "./preview-table.tsx";

type Search = Record<string, string | string[] | undefined>;
type Props = { actor: Member; row: Import; search: Search; mayChange: boolean };

/** The step between upload and import: what the file was understood as, and what each row would become. */
export async function CheckColumns({ actor, row, search, mayChange }: Props) {
  const here = `/contacts/imports/${row.id}`;
  // Without scripts the form's own fields come along when the preview is asked for again: they do not belong in an address.
  if (Object.keys(search).some((name) => name.startsWith("$ACTION")))
    redirect(address(here, choicesOnly(search)));

  const meanings = readMeanings(Object.entries(search).map(([name, value]) => [name, one(value)]));
  const choices = readChoices((name) => one(search[name]), meanings);
  const { preview, problem } = await look(actor, row, choices);
  if (!preview)
    return <Unreadable row={row} problem={problem ?? ""} here={here} search={search} mayChange={mayChange} />;

  const basis = row.basis ?? "express";
  const delimiter = preview.delimiter ? delimiterName(preview.delimiter) : "";
  const table = preview.format === "csv";
  const fields: string[] = [];
  for (const { index, header } of preview.columns)
    fields[index] =
      columnFields.find(({ value }) => preview.mapping[value] === index)?.value ??
      stopField(preview, index) ??
      ownField(preview, index) ??
      (table ? "" : header);
  const suppress = row.purpose === "suppress" ? (row.stopReason ?? "manual") : (preview.list?.reason ?? null);
  return (
    <div className="grid gap-4">
      {row.purpose === "subscribe" && <Steps current={2} />}
      {row.byProgram && row.questions && (
        <Notice tone="warn" role="status" title="A program sent this file">
          It starts once you have answered what the program could not. Nobody was brought in yet.
        </Notice>
      )}
      {row.purpose === "subscribe" && preview.list && <IsList list={preview.list} fileName={row.fileName} />}
      <SubmitForm
        action={startImportAction}
        hidden={{
          importId: row.id,
          purpose: suppress === null ? "subscribe" : "suppress",
          ...(delimiter && { cut: delimiter }),
        }}
        className="max-w-none!"
      >
        <ColumnsForm
          here={here}
          format={preview.format}
          encoding={preview.encoding}
          notes={preview.notes.map(({ message }) => message)}
          problem={problem ?? missing(preview, choices.mapping !== undefined)}
          delimiter={delimiter}
          header={preview.hasHeader ? "yes" : "no"}
          columns={
            table
              ? preview.columns.map(({ index, header }) => ({
                  index,
                  header,
                  samples: samplesOf(preview, index),
                  made: newFieldOf(preview, index, header),
                }))
              : []
          }
          fields={table ? fields : []}
          ownFields={preview.fields.map(({ id, name }) => ({ id, name }))}
          replaces={one(search.replaces) === "on"}
          basis={basis}
          dates={datesOf(preview, one(search.dates))}
          givenOn={choices.givenOn ?? ""}
          mayStart={mayChange}
          workbook={preview.workbook}
          suppress={suppress}
          ignored={preview.ignored ? ignoredWords(preview) : null}
          values={(preview.survey?.values ?? []).map((value) => ({
            ...value,
            header: headerOf(preview, value.column),
          }))}
          found={suppress === null && <DatesFound preview={preview} basis={basis} />}
          preview={
            <PreviewTable preview={preview} fields={fields} basis={basis} ownFields={preview.fields} />
          }
        />
      </SubmitForm>
      {mayChange && (
        <Panel flush>
          <SettingsRow
            level={2}
            title="Not the file you meant?"
            description={
              row.purpose === "suppress"
                ? "Nobody was suppressed yet."
                : "Nothing was brought in yet. What you answered about consent is kept for the next file."
            }
            action={
              <>
                <DiscardButton row={row} />
                <AnotherFile row={row} variant="secondary" />
              </>
            }
          />
        </Panel>
      )}
    </div>
  );
}

function ownField({ mapping }: ImportPreview, index: number) {
  const own = mapping.own?.find(({ column }) => column === index);
  return own && (own.field ? `field-${own.field}` : newField);
}

/** Name and kind that a new field for this column has, as chosen or as its header and values suggest. */
function newFieldOf({ mapping, kinds }: ImportPreview, index: number, header: string) {
  const own = mapping.own?.find(({ column, field }) => column === index && !field);
  return {
    name: own?.name || fieldNameOf(header) || `Column ${index + 1}`,
    kind: own?.kind ?? kinds[index] ?? "text",
  };
}

const stopField = ({ mapping }: ImportPreview, index: number) => {
  const as = mapping.standing?.find(({ column }) => column === index)?.as;
  return as && `stop-${as}`;
};

const headerOf = ({ columns }: ImportPreview, index: number) =>
  columns.find((column) => column.index === index)?.header || `Column ${index + 1}`;

function ignoredWords(preview: ImportPreview): string {
  const { columns = [], stops = 0, never = 0 } = preview.ignored ?? {};
  const names = columns.map((column) => `“${headerOf(preview, column)}”`).join(", ");
  return `${names} says of ${plural(stops + never, "row")} that the person left, bounced, reported spam or never accepted mail. Choose above what it is.`;
}

const listWords = {
  unsubscribed: "who unsubscribed",
  bounced: "whose addresses bounced",
  complained: "who reported spam",
  manual: "who must not be mailed",
};

/** Says why the file's people cannot be put on a newsletter. */
function IsList({ list, fileName }: { list: NonNullable<ImportPreview["list"]>; fileName: string }) {
  return (
    <Notice tone="warn" role="status" title={`This is a list of people ${listWords[list.reason]}`}>
      {list.by === "name" ? `Its name says so: ${fileName}.` : "Every row of it says so."} Nobody in it can be
      put on a newsletter. Suppress them, and no later import mails them by mistake.
      {list.by === "name" && " If the name is wrong, rename the file and upload it again."}
    </Notice>
  );
}

/** The preview with the member's choices; when those do not fit the file, without the columns that were chosen, and why. */
async function look(
  actor: Member,
  { id: importId, ...row }: Import,
  { twice, meanings, ...choices }: Choices,
) {
  let problem = twice && `Two columns are set to ${fieldName(twice)}. Choose one of them.`;
  for (const tried of [choices, { ...choices, mapping: undefined }]) {
    try {
      const preview = await previewImport(actor, importId, { ...tried, meanings });
      // A list of people who must not be mailed is shown as what it can only be.
      return {
        preview:
          preview.list && row.purpose !== "suppress"
            ? await previewImport(actor, importId, { ...tried, meanings, stopAll: preview.list.reason })
            : preview,
        problem,
      };
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      problem = error.message;
      if (error.code !== "mapping" && error.code !== "no_email_column") break;
    }
  }
  return { preview: null, problem };
}

/** How the column of dates is read, and whether the member has to say so; null without such a column. */
function datesOf({ mapping, survey }: ImportPreview, chosen: string | undefined) {
  const known = ["dmy", "mdy", "1904"].find((each) => each === chosen);
  if (mapping.consentedAt === undefined)
    return survey?.orderOfOthers === "ask"
      ? { chosen: known ?? "", asked: false, example: null, day: false }
      : null;
  const asked = survey?.order === "ask";
  const proven = asked ? "" : (survey?.order ?? "");
  return { chosen: known ?? proven, asked, example: survey?.example ?? null, day: true };
}

function missing(preview: ImportPreview, chosen: boolean): string | undefined {
  if (preview.rows.length === 0 && preview.complete)
    return preview.hasHeader
      ? "There is nobody below the first row. If the first row is a person, say so above."
      : "This file has no rows.";
  if (preview.mapping.email === undefined)
    return chosen
      ? "Choose the column that holds the email addresses."
      : "None of the columns looks like email addresses. Choose the column that holds them.";
  return undefined;
}

function samplesOf({ rows }: ImportPreview, index: number): string[] {
  const filled = rows.map(({ cells }) => cells[index]?.trim() ?? "").filter(Boolean);
  return [...new Set(filled)].slice(0, 3);
}

const choicesOnly = (search: Search) =>
  Object.fromEntries(
    Object.entries(search)
      .filter(([name]) =>
        /^(format|encoding|cut|delimiter|header|dates|givenOn|replaces|[cnk]\d{1,3}|meaning\.\d{1,3}\..{0,200})$/su.test(
          name,
        ),
      )
      .map(([name, value]) => [name, one(value)]),
  );

/** A file that cannot be imported as a whole: why, and the way to another one. */
function Unreadable({
  row,
  problem,
  here,
  search,
  mayChange,
}: {
  row: Import;
  problem: string;
  here: string;
  search: Search;
  mayChange: boolean;
}) {
  const chosen = Object.keys(choicesOnly(search)).length > 0;
  return (
    <div className="grid max-w-160 gap-4">
      <Steps current={1} />
      <Notice tone="danger" role="alert" title={`${row.fileName} cannot be imported`}>
        {problem}
      </Notice>
      <div className="flex flex-wrap items-start gap-2">
        {chosen && <Button href={here}>Undo your choices</Button>}
        {mayChange && <AnotherFile row={row} variant="primary" />}
        {mayChange && <DiscardButton row={row} />}
      </div>
    </div>
  );
}

function DiscardButton({ row }: { row: Import }) {
  return (
    <ConfirmButton
      action={cancelImportAction}
      hidden={{ importId: row.id }}
      label="Discard import"
      variant="ghost"
      title="Discard this import?"
      confirm="Discard import"
    >
      <p>The uploaded file is deleted. Nothing was brought in, so no contact changes.</p>
    </ConfirmButton>
  );
}

/** The same import with another file; past a day the attestation is asked for again. */
function AnotherFile({ row, variant }: { row: Import; variant: "primary" | "secondary" }) {
  if (!uploadOpen(row.createdAt))
    return (
      <Button href={againHref(row)} variant={variant}>
        Choose another file
      </Button>
    );
  return (
    <SubmitForm
      action={reopenImportAction}
      hidden={{ importId: row.id }}
      submit="Choose another file"
      submitVariant={variant}
    />
  );
}
