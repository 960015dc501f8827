import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import type { FieldKind } from "#lib/audience/contact-fields/value.ts";
import type { DateReading } from "#lib/audience/contacts/dates.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import type { Mapping } from "#lib/audience/imports/reader/columns.ts";
import { readOthers } from "#lib/audience/imports/reader/own/own-columns.ts";
import { type FileChoices, type Preview, previewContacts } from "#lib/audience/imports/reader/preview.ts";
import { replayed } from "#lib/audience/imports/reader/replayed.ts";
import type { StopReason } from "#lib/audience/imports/reader/standing/standing.ts";
import { suppressionList } from "#lib/audience/imports/reader/suppression-list.ts";
import { surveyContacts } from "#lib/audience/imports/reader/survey.ts";
import { headerKey } from "#lib/audience/imports/reader/synonyms.ts";
import { type ApiKey, type Member, memberBehind, type WorkspaceJob } from "#lib/core/actor.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { clientSignal } from "#lib/core/client-signal.ts";
import { work } from "#lib/core/work.ts";
import { senderStanding } from "#lib/mail/platform/sender-standing.ts";
import { SMALL_BYTES } from "./begin-queue.ts";
import { getImport } from "./get.ts";
import { keptLooks } from "./kept-looks.ts";
import { lookTurns } from "./look-turns.ts";
import { isWorkbook, openContacts } from "./open-contacts.ts";

export type ImportChoices = Omit<FileChoices, "ground" | "basis"> & {
  /** How dates are written, where the member said so. */
  reading?: DateReading | undefined;
  /** Day for everybody, where the file has no column of dates. */
  givenOn?: CalendarDay | null | undefined;
  /** Ends the look; without it, the client's leaving does. */
  signal?: AbortSignal | undefined;
  /** Reason to suppress everybody in the file for; without it the file's people come in. */
  stopAll?: StopReason | null | undefined;
};

/** Most time of the processor that one look takes at a workbook, so that no file keeps the pages of others waiting. */
const mostMilliseconds = 10_000;
const inTurn = lookTurns();
const kept = keptLooks<Awaited<ReturnType<typeof look>>>();

/**
 * Returns the first rows of a received import, and what its whole columns of dates and countries tell, as detected or with the
 * member's choices. The file is read once, and no further after the client has left.
 * @throws ImportRefused, AppError notFound.
 */
export async function previewImport(actor: Member | ApiKey, importId: string, choices: ImportChoices = {}) {
  const row = await getImport(actor, { importId });
  const { workspaceId, origin } = actor;
  const reader: WorkspaceJob = { kind: "job", job: "import-preview", workspaceId, origin };
  const [today, fields, workbook, standing] = await Promise.all([
    work(actor, ({ tx }) => todayOf(tx, { workspaceId, userId: memberBehind(actor) })),
    listContactFields(actor, {}),
    isWorkbook(reader, importId),
    senderStanding(workspaceId),
  ]);
  const about = { row, reader, today, fields, workbook };
  const small = !workbook && row.fileBytes < SMALL_BYTES;
  const read = () => inTurn({ ...standing, small }, () => look(about, choices));
  if (small) return read();
  const { signal: _, ...asked } = choices;
  const { id, movedAt, fileName, purpose, basis, stopReason } = row;
  const key = JSON.stringify([
    workspaceId,
    id,
    movedAt,
    fileName,
    purpose,
    basis,
    stopReason,
    today,
    fields,
    asked,
  ]);
  return kept(key, read);
}

type About = {
  row: Awaited<ReturnType<typeof getImport>>;
  reader: WorkspaceJob;
  today: CalendarDay;
  fields: Awaited<ReturnType<typeof listContactFields>>;
  workbook: boolean;
};

async function look(
  { row, reader, today, fields, workbook }: About,
  { reading = { order: null }, givenOn = null, stopAll = null, ...choices }: ImportChoices,
) {
  const importId = row.id;
  const basis = row.basis ?? "express";
  const signal = choices.signal ?? clientSignal();
  signal?.throwIfAborted();
  await using file = replayed(openContacts(reader, importId, { signal, milliseconds: mostMilliseconds }));
  const source = () => file.open();

  const told = await previewContacts(source(), { ...choices, basis, signal });
  const first = { ...told, mapping: choices.mapping ? told.mapping : withKnownFields(told, fields) };
  const looked = { ...choices, ...as(first), basis, today, reading, signal };
  const survey = first.mapping.email === undefined ? null : await surveyContacts(source(), looked);
  const ignored = await surveyOfIgnored(first, () => source(), looked);
  const order = reading.order ?? (survey?.order === "ask" ? null : (survey?.order ?? null));
  const list = row.purpose === "suppress" ? null : suppressionList(row.fileName, survey);
  const everybody = row.purpose === "suppress" ? (row.stopReason ?? "manual") : stopAll;
  const others = { ...reading, order: readOthers(survey?.orderOfOthers ?? null, order) };
  const ground = {
    basis,
    today,
    reading: { ...reading, order },
    others,
    forAll: givenOn,
    stopAll: everybody,
  };
  const preview = await previewContacts(source(), {
    ...choices,
    mapping: first.mapping,
    basis,
    ground,
    signal,
  });
  return {
    ...preview,
    offered: first.offered,
    fields,
    others,
    survey,
    ignored,
    list,
    purpose: row.purpose,
    workbook,
  };
}

/** Returns the mapping with the columns that are named like fields of the workspace's own. */
function withKnownFields(
  { mapping, columns, format }: Preview,
  fields: { id: string; name: string; kind: FieldKind }[],
): Mapping {
  if (format !== "csv") return mapping;
  const used = new Set<unknown>([
    ...Object.values(mapping),
    ...(mapping.standing ?? []).map(({ column }) => column),
  ]);
  const own = fields.flatMap(({ id: field, name, kind }) => {
    const key = headerKey(name);
    const found = columns.find(
      ({ index, header }) => !used.has(index) && key !== "" && headerKey(header) === key,
    );
    return found ? [{ column: found.index, kind, field }] : [];
  });
  const columnsTaken = own.map(({ column }) => column);
  const once = own.filter(({ column }, at) => columnsTaken.indexOf(column) === at);
  return once.length > 0 ? { ...mapping, own: once } : mapping;
}

/** Returns what the columns say that the file tells of and the member does not read; null where there are none. */
async function surveyOfIgnored(
  { mapping, suggestedStanding }: Awaited<ReturnType<typeof previewContacts>>,
  source: () => ReturnType<typeof openContacts>,
  looked: Parameters<typeof surveyContacts>[1],
) {
  const read = new Set((mapping.standing ?? []).map(({ column }) => column));
  const used = new Set(Object.values(mapping).filter((value) => typeof value === "number"));
  const standing = suggestedStanding.filter(({ column }) => !read.has(column) && !used.has(column));
  if (standing.length === 0 || mapping.email === undefined) return null;
  const { stops, never } = await surveyContacts(source(), {
    ...looked,
    mapping: { email: mapping.email, standing },
  });
  return stops.total + never === 0
    ? null
    : { columns: standing.map(({ column }) => column), stops: stops.total, never };
}

export type ImportPreview = Awaited<ReturnType<typeof previewImport>>;

/** Returns a preview's findings as choices, so that the survey reads the same columns. */
const as = ({ format, mapping, hasHeader, delimiter }: Awaited<ReturnType<typeof previewContacts>>) => ({
  format,
  mapping,
  hasHeader,
  ...(delimiter && { delimiter }),
});
