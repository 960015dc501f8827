import { and, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { imports } from "#db/schema/imports.ts";
import { type DateReading, dayOrders } from "#lib/audience/contacts/dates.ts";
import { givenDay } from "#lib/audience/contacts/fields.ts";
import {
  type Basis,
  dayNames,
  dayProblem,
  dayProblemWords,
  endOf,
  endsByItself,
  startOf,
} from "#lib/audience/contacts/grounds.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { type Mapping, mappingInput } from "#lib/audience/imports/reader/columns.ts";
import { encodings } from "#lib/audience/imports/reader/decode.ts";
import { delimiters } from "#lib/audience/imports/reader/dialect.ts";
import { formats } from "#lib/audience/imports/reader/format.ts";
import { ImportRefused } from "#lib/audience/imports/reader/import-refused.ts";
import { ndjsonMapping } from "#lib/audience/imports/reader/ndjson.ts";
import type { Member } from "#lib/core/actor.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError, conflict, invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { previewImport } from "./preview-import.ts";
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
});

/**
 * Starts a received import with the columns the member confirmed, and writes the attestation into
 * the consent ledger.
 */
export const startImport = command({
  name: "import.start",
  allow: workspaceMember,
  input,
  prepare: readingOf,
  async run({ tx, actor, enqueue }, { importId, mapping, givenOn: typed, dates: _, ...file }, reading) {
    const today = await todayOf(tx, actor);
    const dialect = { ...file, reading, today };
    const columns = dialect.format === "ndjson" ? ndjsonMapping : mapping;
    const dated = columns.consentedAt !== undefined;
    const givenOn = dated ? null : typed;
    const [started] = await tx
      .update(imports)
      .set({ state: "queued", mapping: columns, dialect, givenOn, movedAt: new Date() })
      .where(and(owned(imports, actor), eq(imports.id, importId), eq(imports.state, "received")))
      .returning();
    if (!started) throw await whyNot(tx, actor, importId);
    const basis = started.basis ?? "express";
    if (!dated) refuseDay(basis, givenOn, today);
    const end = givenOn && endOf(basis, givenOn);
    await tx.insert(consents).values({
      id: uuidv7(),
      workspaceId: actor.workspaceId,
      importId,
      newsletterId: started.newsletterId,
      // With a date in each row, each row's own grant counts, and the file's word vouches for them.
      kind: "grant",
      perRow: dated,
      basis,
      source: "import",
      wording: started.consentSource ?? "",
      evidence: { attestation: started.attestation, attested_by: started.attestedBy, file: started.fileName },
      actorKind: actor.kind,
      actorId: actor.userId,
      ip: actor.origin.ip,
      userAgent: actor.origin.userAgent,
      givenOn,
      expiresAt: end ? startOf(end) : null,
    });
    await enqueue(importRun, { workspaceId: actor.workspaceId, importId }, { singletonKey: importId });
    return {
      result: { id: importId },
      audit: {
        target: importId,
        detail: { basis, givenOn, dates: dated ? "column" : givenOn ? "one" : "none" },
      },
    };
  },
});

/** @throws AppError invalid where the ground counts from a day, and there is neither a column of dates nor a sound day for all. */
function refuseDay(basis: Basis, givenOn: CalendarDay | null, today: CalendarDay) {
  if (givenOn === null) {
    if (!endsByItself(basis)) return;
    throw invalid({
      givenOn: `Choose the column with the ${dayNames[basis]}, or enter one date for everybody: implied consent counts from it (CASL s.10(10)).`,
    });
  }
  const problem = dayProblem(basis, givenOn, today);
  if (problem) throw invalid({ givenOn: dayProblemWords(problem, basis, givenOn) });
}

/**
 * Returns how the dates of the file are read, as the member chose or the whole column proves.
 * @throws AppError invalid where the column leaves it open and nobody chose.
 */
async function readingOf(actor: Member, given: z.output<typeof input>): Promise<DateReading> {
  const { importId, mapping, dates, format, encoding, hasHeader, delimiter } = given;
  if (dates === "1904") return { order: null, since1904: true };
  if (dates !== "") return { order: dates };
  if (format !== "ndjson" && mapping.consentedAt === undefined) return { order: null };
  const choices = {
    format,
    encoding,
    hasHeader,
    delimiter,
    ...(format === "ndjson" ? {} : { mapping: mapping as Mapping }),
  };
  const order = await previewImport(actor, importId, choices).then(
    ({ survey }) => survey?.order ?? null,
    (error) => {
      // What is wrong with the file itself is said by the run, or by the state below.
      if (error instanceof ImportRefused || error instanceof AppError) return null;
      throw error;
    },
  );
  if (order === "ask")
    throw invalid({ dates: "The dates do not tell which number is the day. Choose how they are written." });
  return { order };
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
