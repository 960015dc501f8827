import { z } from "zod";
import { fieldKinds } from "#db/schema/contact-fields.ts";
import { mostFields } from "#lib/audience/contact-fields/create.ts";
import { readDay } from "#lib/audience/contacts/dates.ts";
import type { Basis } from "#lib/audience/contacts/grounds.ts";
import { bounded, limitedRecord, text } from "#lib/core/text.ts";
import { addressesIn } from "./addresses-in.ts";
import { headerText } from "./cell-text.ts";
import { ImportRefused } from "./import-refused.ts";
import { limits } from "./limits.ts";
import { suggestStandings } from "./standing/columns.ts";
import { type Meaning, type StandingColumn, standingKinds, standings } from "./standing/standing.ts";
import {
  dayNamesOf,
  endings,
  type Field,
  fields,
  headerKey,
  otherDates,
  otherEndings,
  sharedNames,
  synonyms,
} from "./synonyms.ts";

/**
 * Position from 0 of each mapped column. Unmapped columns are not read, because contacts keep only
 * what the user chose (GDPR Art. 5(1)(c)). `keep` names further columns for `extra`.
 */
/** A column that fills a field of the workspace's own, or a new field of this name. */
const ownColumn = z.strictObject({
  column: z
    .int()
    .min(0)
    .max(limits.columns - 1),
  kind: z.enum(fieldKinds),
  field: z.uuid().optional(),
  name: text({ max: 50 }).optional(),
});
export type OwnColumn = z.infer<typeof ownColumn>;

export type Mapping = { [field in Field]?: number | undefined } & {
  keep?: Record<string, number> | undefined;
  /** Columns that say who must not be mailed; several may say so. */
  standing?: StandingColumn[] | undefined;
  /** Columns of fields of the workspace's own. */
  own?: OwnColumn[] | undefined;
  /** What a member said of their values that are no known words. */
  meanings?: Meaning[] | undefined;
};

export type Columns = {
  mapping: Mapping;
  unmapped: { index: number; header: string }[];
  hasHeader: boolean;
  offered: number | null;
};

const column = z
  .int()
  .min(0)
  .max(limits.columns - 1);

/** Mapping from a form, an API body or the database. */
export const mappingInput = z.strictObject({
  ...(Object.fromEntries(fields.map((field) => [field, column.optional()])) as Record<
    Field,
    z.ZodOptional<typeof column>
  >),
  email: z
    .int("Choose the column that holds the email address.")
    .min(0)
    .max(limits.columns - 1),
  keep: limitedRecord(bounded(120).regex(/^(?!__)[^\p{C}]{1,60}$/u), column, limits.columns).optional(),
  standing: z
    .array(z.strictObject({ column, as: z.enum(standingKinds), mayBeEmpty: z.boolean().optional() }))
    .max(20)
    .optional(),
  own: z.array(ownColumn).max(mostFields).optional(),
  meanings: z
    .array(z.strictObject({ column, value: bounded(1000), means: z.enum(standings) }))
    .max(200)
    .optional(),
});

/** Returns the column with the day of the ground. A day of confirmation is one where people agreed and nothing else is known. */
export const dayColumn = ({ consentedAt, confirmedAt }: Mapping, basis: Basis): number | undefined =>
  consentedAt ?? (basis === "express" ? confirmedAt : undefined);

/**
 * Suggests a mapping from the first rows. A first row that holds an address is no header. Header
 * names in some thirty languages decide first; without an "email" name, the column full of
 * addresses does.
 * @param rows the first rows of the file, header included, as text cells; `more` are as many as there are at hand.
 */
export function suggestColumns(
  rows: string[][],
  hasHeader = !rows[0]?.some(looksLikeAddress),
  basis: Basis = "express",
  more: string[][] = rows,
): Columns {
  const first = rows[0] ?? [];
  const samples = hasHeader ? rows.slice(1) : rows;
  const mapping: Mapping = {};
  const taken = new Set<number>();
  const take = (field: Field, index: number) => {
    mapping[field] = index;
    taken.add(index);
  };

  const keys = hasHeader ? first.map(headerKey) : [];
  if (hasHeader) {
    const ofGround = keys.findIndex((key) => dayNamesOf[basis].has(key));
    if (ofGround >= 0) take("consentedAt", ofGround);
    for (const field of fields) {
      if (mapping[field] !== undefined) continue;
      const index = bestNamed(keys, field, taken, samples);
      if (index >= 0) take(field, index);
    }
    settleSharedName(mapping, keys);
    settleConfirmation(mapping);
  }
  if (mapping.email === undefined) {
    const index = fullestOfAddresses(samples, first.length);
    if (index >= 0) {
      for (const field of fields) if (mapping[field] === index) delete mapping[field];
      take("email", index);
    }
  }

  const offered = mapping.consentedAt === undefined ? fullestOfDates(first, samples, hasHeader, taken) : -1;
  if (offered >= 0) take("consentedAt", offered);

  const people = ["email", "firstName", "lastName", "name", "country"] as const;
  const ofPeople = new Set(people.flatMap((field) => mapping[field] ?? []));
  const standing = suggestStandings(keys, hasHeader ? more.slice(1) : more, first.length, ofPeople);
  if (standing.length > 0) {
    const stopping = new Set(standing.map((each) => each.column));
    for (const field of fields) if (stopping.has(mapping[field] ?? -1)) delete mapping[field];
    mapping.standing = standing;
  }

  const mapped = new Set([
    ...fields.map((field) => mapping[field]),
    ...(mapping.standing ?? []).map((each) => each.column),
  ]);
  const unmapped = first
    .map((header, index) => ({ index, header: hasHeader ? headerText(header) : "" }))
    .filter(({ index }) => !mapped.has(index));
  return { mapping, unmapped, hasHeader, offered: offered >= 0 ? offered : null };
}

/**
 * Checks a chosen mapping against the file.
 * @throws ImportRefused without an email column, with a column the file has not, or one column used
 * twice.
 */
export function checkMapping(
  mapping: Mapping,
  columns: number,
): asserts mapping is Mapping & { email: number } {
  if (mapping.email === undefined) {
    throw new ImportRefused(
      "no_email_column",
      "None of the columns looks like email addresses. Choose the column that holds them.",
    );
  }
  const parsed = mappingInput.safeParse(mapping);
  const used = [
    ...fields.map((field) => mapping[field]),
    ...Object.values(mapping.keep ?? {}),
    ...(mapping.standing ?? []).map((each) => each.column),
    ...(mapping.own ?? []).map((each) => each.column),
  ].filter((index) => index !== undefined);
  if (!parsed.success || used.some((index) => index >= columns)) {
    throw new ImportRefused("mapping", `Choose among the ${columns} columns of the file.`);
  }
  if (new Set(used).size < used.length) {
    throw new ImportRefused("mapping", "A column can be used for one field only.");
  }
}

/**
 * Returns whether a cell roughly holds an address, alone or as mail programs write it: enough to detect a column, not to accept
 * an address.
 */
export function looksLikeAddress(cell: string): boolean {
  if (cell.length > 400) return false;
  if (isRoughAddress(cell)) return true;
  return cell.includes("@") && addressesIn(cell).every(({ address }) => isRoughAddress(address));
}

function isRoughAddress(cell: string): boolean {
  const text = cell.trim();
  const at = text.indexOf("@");
  if (at < 1 || text.includes("@", at + 1) || /\s/.test(text)) return false;
  const dot = text.indexOf(".", at + 2);
  return dot > 0 && dot < text.length - 1;
}

function bestNamed(keys: string[], field: Field, taken: Set<number>, samples: string[][]): number {
  for (const synonym of synonyms[field]) {
    const found = keys
      .map((_, index) => index)
      .filter((index) => keys[index] === synonym && !taken.has(index));
    if (found.length > 0) return fullest(found, field, samples);
  }
  const ends = endings[field];
  if (!ends) return -1;
  const found = keys
    .map((_, index) => index)
    .filter((index) => !taken.has(index) && !otherEndings.test(keys[index] ?? ""))
    .filter((index) => ends.some((end) => keys[index]?.endsWith(end)))
    .filter((index) => field !== "email" || addressShare(samples, index) > 0.5);
  return found.length > 0 ? fullest(found, field, samples) : -1;
}

// Some exports carry two "Email" or "Name" columns, one of them empty or full of yes and no.
function fullest(found: number[], field: Field, samples: string[][]): number {
  const shares = found.map((index) =>
    field === "email" ? addressShare(samples, index) : filledShare(samples, index),
  );
  return found[shares.indexOf(Math.max(...shares))] ?? -1;
}

function filledShare(samples: string[][], index: number): number {
  return samples.filter((row) => (row[index] ?? "").trim() !== "").length;
}

// German "Name, Vorname" and French "nom, prénom" use the word for the whole name as the last name.
function settleSharedName(mapping: Mapping, keys: string[]): void {
  if (mapping.name === undefined || !sharedNames.has(keys[mapping.name] ?? "")) return;
  const hasFirst = mapping.firstName !== undefined;
  const hasLast = mapping.lastName !== undefined;
  if (hasFirst === hasLast) return;
  mapping[hasFirst ? "lastName" : "firstName"] = mapping.name;
  delete mapping.name;
}

// Where a file knows one day and one address, they are those of the consent itself.
function settleConfirmation(mapping: Mapping): void {
  if (mapping.consentedAt === undefined && mapping.confirmedAt !== undefined) {
    mapping.consentedAt = mapping.confirmedAt;
    delete mapping.confirmedAt;
  }
  if (
    mapping.consentIp === undefined &&
    mapping.confirmIp !== undefined &&
    mapping.confirmedAt === undefined
  ) {
    mapping.consentIp = mapping.confirmIp;
    delete mapping.confirmIp;
  }
}

function fullestOfAddresses(samples: string[][], columns: number): number {
  let best = -1;
  let bestShare = 0.5;
  for (let index = 0; index < columns; index++) {
    const share = addressShare(samples, index);
    if (share > bestShare || (best < 0 && share === 0.5)) [best, bestShare] = [index, share];
  }
  return best;
}

/**
 * Returns the column of dates that is no birthday, no last visit and no end of something. Among several the first named
 * like a beginning wins; several without such a name are not guessed between.
 */
function fullestOfDates(
  header: string[],
  samples: string[][],
  hasHeader: boolean,
  taken: Set<number>,
): number {
  const candidates = header
    .map((_, index) => index)
    .filter((index) => !taken.has(index) && dateShare(samples, index) >= 0.8)
    .filter((index) => !hasHeader || !otherDates.test(headerKey(header[index] ?? "")));
  if (candidates.length === 1) return candidates[0] ?? -1;
  const beginnings = candidates.filter((index) => beginning.test(headerKey(header[index] ?? "")));
  return hasHeader ? (beginnings[0] ?? -1) : -1;
}

const beginning =
  /sign|join|regist|creat|subscri|optin|added|consent|agree|since|start|anmeld|inscri|alta|erstellt|created/;

// A bare number is as well a postcode or a price, so that only a column's name makes it a date.
function dateShare(samples: string[][], index: number): number {
  const filled = samples.map((row) => row[index] ?? "").filter((cell) => cell.trim() !== "");
  const dates = filled.filter((cell) => {
    if (cell.length > 80 || /^\s*\d+(?:[.,]\d+)?\s*$/.test(cell)) return false;
    const { day, why } = readDay(cell, { order: null });
    return day !== null || why === "ambiguous";
  });
  return filled.length === 0 ? 0 : dates.length / filled.length;
}

function addressShare(samples: string[][], index: number): number {
  const filled = samples.map((row) => row[index] ?? "").filter((cell) => cell.trim() !== "");
  return filled.length === 0 ? 0 : filled.filter(looksLikeAddress).length / filled.length;
}
