import type { DateReading } from "#lib/audience/contacts/dates.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { type FileChoices, previewContacts } from "#lib/audience/imports/reader/preview.ts";
import { surveyContacts } from "#lib/audience/imports/reader/survey.ts";
import type { Member, WorkspaceJob } from "#lib/core/actor.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { work } from "#lib/core/work.ts";
import { readFile } from "./file.ts";
import { getImport } from "./get.ts";

export type ImportChoices = Omit<FileChoices, "ground" | "basis"> & {
  /** How dates are written, where the member said so. */
  reading?: DateReading | undefined;
  /** Day for everybody, where the file has no column of dates. */
  givenOn?: CalendarDay | null | undefined;
};

/**
 * Returns the first rows of a received import, and what its whole columns of dates and countries tell, as detected or with the
 * member's choices.
 * @throws ImportRefused, AppError notFound.
 */
export async function previewImport(
  actor: Member,
  importId: string,
  { reading = { order: null }, givenOn = null, ...choices }: ImportChoices = {},
) {
  const row = await getImport(actor, { importId });
  const basis = row.basis ?? "express";
  const { workspaceId, userId, origin } = actor;
  const reader: WorkspaceJob = { kind: "job", job: "import-preview", workspaceId, origin };
  const today = await work(actor, ({ tx }) => todayOf(tx, { workspaceId, userId }));

  const first = await previewContacts(readFile(reader, importId), { ...choices, basis });
  const survey =
    first.mapping.email === undefined
      ? null
      : await surveyContacts(readFile(reader, importId), {
          ...choices,
          ...as(first),
          basis,
          today,
          reading,
        });
  const order = reading.order ?? (survey?.order === "ask" ? null : (survey?.order ?? null));
  const ground = { basis, today, reading: { ...reading, order }, forAll: givenOn };
  const preview = await previewContacts(readFile(reader, importId), { ...choices, basis, ground });
  return { ...preview, survey };
}

export type ImportPreview = Awaited<ReturnType<typeof previewImport>>;

/** Returns a preview's findings as choices, so that the survey reads the same columns. */
const as = ({ format, mapping, hasHeader, delimiter }: Awaited<ReturnType<typeof previewContacts>>) => ({
  format,
  mapping,
  hasHeader,
  ...(delimiter && { delimiter }),
});
