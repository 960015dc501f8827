import { and, eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { type ImportQuestion, imports } from "#db/schema/imports.ts";
import { type DateReading, dayOrders } from "#lib/audience/contacts/dates.ts";
import { givenDay } from "#lib/audience/contacts/fields.ts";
import {
  type Basis,
  dayNames,
  dayProblem,
  dayProblemWords,
  endOf,
  needsDay,
  sectionOf,
  startOf,
} from "#lib/audience/contacts/grounds.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { dayColumn, type Mapping, mappingInput } from "#lib/audience/imports/reader/columns.ts";
import { delimiters } from "#lib/audience/imports/reader/dialect.ts";
import { encodings } from "#lib/audience/imports/reader/encodings.ts";
import { formats } from "#lib/audience/imports/reader/format.ts";
import { ImportRefused } from "#lib/audience/imports/reader/import-refused.ts";
import { ndjsonMapping } from "#lib/audience/imports/reader/ndjson.ts";
import { assessmentInForce } from "#lib/audience/interest-assessments/in-force.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { type ApiKey, actorId, askingRole, type Member, memberBehind } from "#lib/core/actor.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError, conflict, invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { holdsScope, orKey, workspaceMember } from "#lib/core/policies.ts";
import { stopReasonInput } from "./create-suppression-list.ts";
import { nothingOwn, ownFields } from "./own-fields.ts";
import { type ImportPreview, previewImport } from "./preview-import.ts";
import { importRun } from "./run.ts";

const input = z.object({
  importId: z.uuid(),
  mapping: mappingInput,
  hasHeader: z.boolean(),
  delimiter: z.enum(delimiters),
  /** Defaults to a table; the other choices are detected from the file. */
  format: z.enum(formats).default("csv"),
  encoding: z.enum(encodings).optional(),
  /** How dates are written; needed only where the file leaves it open. */
  dates: z.enum([...dayOrders, "1904", ""], "Choose how the dates are written.").default(""),
  /** Day on which everybody in a file without a column of dates agreed, bought or asked. */
  givenOn: givenDay,
  /** What becomes of the file's people. A list of people who must not be mailed can only be suppressed. */
  purpose: z.enum(["subscribe", "suppress"]).default("subscribe"),
  /** Reason of the suppressions whose rows name none. */
  stopReason: stopReasonInput.optional(),
  /** What becomes of rows with a value that nobody explained: they are left out, or the import does not start. */
  unexplained: z.enum(["ask", "leave_out"]).default("ask"),
  /** The member's word that columns which seem to say who must not be mailed say something else. */
  ignoresStops: z.boolean().default(false),
  /** Whether the file's values take the place of those that a contact has; otherwise they fill empty fields alone. */
  replaces: z.boolean().default(false),
});

/**
 * Starts a received import with the columns the member confirmed, and writes the attestation into
 * the consent ledger.
 */
export const startImport = command({
  name: "import.start",
  allow: orKey(workspaceMember, "contacts:write"),
  input,
  prepare: lookAgain,
  async run({ tx, actor, enqueue }, { importId, mapping, givenOn: typed, ...given }, found) {
    const { hasHeader, delimiter, format, encoding, purpose, stopReason, replaces } = given;
    const { reading, others, names } = found;
    const today = await todayOf(tx, actor);
    const dialect = { hasHeader, delimiter, format, encoding, reading, others, today, names };
    const { own, made } = purpose === "suppress" ? nothingOwn : await ownFields(tx, actor, mapping.own ?? []);
    const columns = { ...columnsOf(format, mapping), own };
    const suppresses = purpose === "suppress";
    const [started] = await tx
      .update(imports)
      .set({
        state: "queued",
        mapping: columns,
        dialect,
        replaces,
        askedBy: memberBehind(actor),
        askedRole: askingRole(actor),
        askedAt: sql`now()`,
        programId: actor.kind === "apiKey" ? actor.keyId : null,
        questions: null,
        movedAt: new Date(),
        ...(suppresses && {
          purpose: "suppress" as const,
          stopReason: sql`coalesce(${stopReason ?? null}, stop_reason, 'manual')`,
        }),
      })
      .where(and(owned(imports, actor), eq(imports.id, importId), eq(imports.state, "received")))
      .returning();
    if (!started) throw await whyNot(tx, actor, importId);
    if (actor.kind === "apiKey") refuseProgram(actor, found);
    const detail = {
      purpose: started.purpose,
      ...(columns.standing?.length && { stopColumns: columns.standing.length }),
      ...(found.ignored > 0 && { ignored: found.ignored }),
      ...(columns.tags !== undefined && { tags: true }),
      ...(own.length > 0 && { fields: own.length, replaces }),
      ...(made.length > 0 && { newFields: made }),
    };
    await enqueue(importRun, { workspaceId: actor.workspaceId, importId }, { singletonKey: importId });
    if (started.purpose === "suppress")
      return {
        result: { id: importId },
        audit: { target: importId, detail: { ...detail, reason: started.stopReason } },
      };

    const basis = started.basis ?? "express";
    const dated = dayColumn(columns, basis) !== undefined;
    const givenOn = dated ? null : typed;
    const questions = [...found.open, ...(await waiting(tx, actor, started.newsletterId))];
    await tx
      .update(imports)
      .set({
        givenOn,
        ...(actor.kind === "apiKey" && { questions: questions.length > 0 ? questions : null }),
      })
      .where(and(owned(imports, actor), eq(imports.id, importId)));
    if (!dated) refuseDay(basis, givenOn, today, isSale(started));
    await attest(tx, actor, started, { dated, givenOn });
    const dates = dated ? "column" : givenOn ? "one" : "none";
    return {
      result: { id: importId },
      audit: { target: importId, detail: { ...detail, basis, givenOn, dates } },
    };
  },
});

/** @throws AppError invalid for what a program's word does not do: a member may start the import on its page. */
function refuseProgram(actor: ApiKey, { stops }: Found) {
  if (stops && !holdsScope(actor.scopes, "suppressions:write"))
    throw invalid({
      columns:
        "The file says that some people must not be mailed, and the API key may not suppress anybody. Start the import here.",
    });
}

/** Returns the question what becomes of people whom a program's file brings to a newsletter that asks them to confirm: they wait. */
async function waiting(
  tx: Transaction,
  actor: Member | ApiKey,
  newsletterId: string | null,
): Promise<ImportQuestion[]> {
  if (actor.kind !== "apiKey" || !newsletterId) return [];
  const { confirmationRequired } = await requireNewsletter(tx, actor, newsletterId);
  const question =
    "This newsletter asks people to confirm, and a program cannot do that for them: they wait. If they agreed elsewhere, put them on the newsletter under Contacts.";
  return confirmationRequired ? [{ field: "newsletter_id", question }] : [];
}

function columnsOf(format: "csv" | "ndjson" | "list", mapping: z.output<typeof mappingInput>): Mapping {
  if (format === "csv") return mapping as Mapping;
  return { ...(format === "ndjson" ? ndjsonMapping : { email: 0 }), meanings: mapping.meanings };
}

/** Whether the file's ground is an own sale with its facts. */
const isSale = ({ bought, optOutOffered }: typeof imports.$inferSelect) => bought !== null && optOutOffered;

/** Writes the member's word for the file into the consent ledger. */
async function attest(
  tx: Transaction,
  actor: Member | ApiKey,
  started: typeof imports.$inferSelect,
  { dated, givenOn }: { dated: boolean; givenOn: CalendarDay | null },
) {
  const basis = started.basis ?? "express";
  const end = givenOn && endOf(basis, givenOn);
  await tx.insert(consents).values({
    id: uuidv7(),
    workspaceId: actor.workspaceId,
    importId: started.id,
    newsletterId: started.newsletterId,
    // With a date in each row, each row's own grant counts, and the file's word vouches for them.
    kind: "grant",
    perRow: dated,
    basis,
    source: "import",
    wording: started.consentSource ?? "",
    evidence: {
      attestation: started.attestation,
      attested_by: started.attestedBy,
      file: started.fileName,
      ...(isSale(started) && { bought: started.bought, optOutOffered: true }),
      ...(await assessmentInForce(tx, actor, { basis, newsletterId: started.newsletterId })),
    },
    softOptIn: isSale(started),
    actorKind: actor.kind,
    actorId: actorId(actor),
    ip: actor.origin.ip,
    userAgent: actor.origin.userAgent,
    givenOn,
    expiresAt: end ? startOf(end) : null,
  });
}

/** @throws AppError invalid where the ground counts from a day, and there is neither a column of dates nor a sound day for all. */
function refuseDay(basis: Basis, givenOn: CalendarDay | null, today: CalendarDay, sale: boolean) {
  if (givenOn === null) {
    if (sale && !needsDay(basis))
      throw invalid({
        givenOn:
          "Choose the column with the day of the sale, or enter one date for everybody: soft opt-in rests on it (ePrivacy 13(2)).",
      });
    if (!needsDay(basis)) return;
    throw invalid({
      givenOn: `Choose the column with the ${dayNames[basis]}, or enter one date for everybody: implied consent counts from it (${sectionOf(basis)}).`,
    });
  }
  const problem = dayProblem(basis, givenOn, today);
  if (problem) throw invalid({ givenOn: dayProblemWords(problem, basis, givenOn) });
}

type Found = {
  reading: DateReading;
  others: DateReading | undefined;
  /** Headers by column, for what the run says of single values. */
  names: Record<string, string>;
  ignored: number;
  /** Whether rows may say that their people must not be mailed. */
  stops: boolean;
  /** What a program's rows leave open: they are left out. */
  open: ImportQuestion[];
};

/**
 * Looks at the file once more, and returns how its dates are read, as the member chose or the whole column proves.
 * @throws AppError invalid where the dates leave it open, a value of a column of states is not explained, the file is a list of
 * people who must not be mailed, or a column that says so is not read.
 */
async function lookAgain(actor: Member | ApiKey, given: z.output<typeof input>): Promise<Found> {
  const { importId, mapping, dates, format, encoding, hasHeader, delimiter, purpose } = given;
  const chosen =
    dates === "1904" ? { order: null, since1904: true } : dates === "" ? undefined : { order: dates };
  const choices = {
    format,
    encoding,
    hasHeader,
    delimiter,
    ...(chosen && { reading: chosen }),
    ...(format === "csv" ? { mapping: mapping as Mapping } : {}),
    meanings: mapping.meanings,
    ...(purpose === "suppress" && { stopAll: "manual" as const }),
  };
  const preview = await previewImport(actor, importId, choices).catch((error) => {
    if (error instanceof ImportRefused && error.code === "too_long") throw conflict(error.message);
    // Nobody looked, so that nobody knows whether the file lists people who must not be mailed.
    if (error instanceof AppError && error.code === "unavailable") throw error;
    // What is wrong with the file itself is said by the run, or by the state below.
    if (error instanceof ImportRefused || error instanceof AppError) return null;
    throw error;
  });
  const suppresses = purpose === "suppress" || preview?.purpose === "suppress";
  if (preview && !suppresses) refuseHarm(preview, given);
  const order = preview?.survey?.order ?? null;
  const found = {
    others: preview?.others,
    names: Object.fromEntries(
      (preview?.columns ?? []).filter(({ header }) => header).map(({ index, header }) => [index, header]),
    ),
    ignored: preview?.ignored?.columns.length ?? 0,
    stops: suppresses || !preview || mayStop(preview),
    open: preview && !suppresses ? openQuestions(preview) : [],
  };
  if (chosen) return { ...found, reading: chosen };
  if (order === "ask" && !suppresses)
    throw invalid({ dates: "The dates do not tell which number is the day. Choose how they are written." });
  return { ...found, reading: { order: order === "ask" ? null : order } };
}

/** Returns whether rows of a file stop mail to their people, or may, where it was not read to its end. */
const mayStop = ({ survey, mapping }: ImportPreview) =>
  (survey?.stops.total ?? 0) > 0 || (survey?.whole === false && (mapping.standing?.length ?? 0) > 0);

const mostQuestions = 100;

/** Returns what each value would be asked about that nobody explained. */
const openQuestions = ({ survey, columns }: ImportPreview): ImportQuestion[] =>
  (survey?.values ?? [])
    .filter(({ standing }) => standing === "unknown")
    .filter((_, at) => at < mostQuestions)
    .map(({ column, value }) => {
      const header = columns[column]?.header || `Column ${column + 1}`;
      return {
        field: header,
        question: `Say what ${value ? `“${value}”` : "an empty cell"} in ${header} means. These rows were left out.`,
      };
    });

/** @throws AppError invalid where the import would mail people of whom the file says, or might say, that they must not be. */
function refuseHarm({ list, survey, ignored, columns }: ImportPreview, given: z.output<typeof input>) {
  // Where nobody can be asked, rows that say so are suppressed one by one, and a name alone is not enough.
  if (list && (given.unexplained === "ask" || list.by === "name"))
    throw invalid({ purpose: "This file lists people who must not be mailed. It can only be suppressed." });
  if (ignored && !given.ignoresStops) {
    const names = ignored.columns
      .map((column) => `“${columns[column]?.header || `Column ${column + 1}`}”`)
      .join(", ");
    throw invalid({
      ignoresStops: `${names} says who must not be mailed, and is not read. Choose above what it is, or confirm that it says something else.`,
    });
  }
  const open =
    given.unexplained === "ask" ? survey?.values.filter(({ standing }) => standing === "unknown") : [];
  if (!open || open.length === 0) return;
  throw invalid(
    Object.fromEntries(
      open.map(({ column, key, value }) => [
        `meaning.${column}.${key}`,
        `Say what ${value ? `“${value}”` : "an empty cell"} means.`,
      ]),
    ),
  );
}

async function whyNot(tx: Transaction, actor: { workspaceId: string }, importId: string) {
  const [found] = await tx
    .select({ state: imports.state })
    .from(imports)
    .where(and(owned(imports, actor), eq(imports.id, importId)));
  if (!found) return notFound("import");
  return conflict(
    found.state === "receiving" ? "The file is not here yet." : "This import was started already.",
  );
}
