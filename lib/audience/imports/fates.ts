import { and, asc, eq, gt, inArray, isNull, notInArray, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { importLeftValues, importRefusals } from "#db/schema/imports.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { leftOutCodes } from "#lib/audience/imports/reader/rows.ts";
import { notRestricted } from "#lib/audience/not-restricted.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { bounded } from "#lib/core/text.ts";

/** What can become of a row of an import. */
export const fates = [
  "added",
  "subscribed",
  "known",
  "left_before",
  "stopped",
  "suppressed",
  "left_out",
  "lapsed",
  "erased",
  "refused",
  "values_left",
] as const;
export type Fate = (typeof fates)[number];

/** Reasons by which the rows of a fate are stored. */
const reasons: Partial<Record<Fate, string[]>> = {
  known: ["known", "left_before"],
  left_before: ["left_before"],
  suppressed: ["suppressed", "suppressed_before"],
  left_out: [...leftOutCodes],
  lapsed: ["consent_lapsed"],
  erased: ["erased"],
};
const notRefused = Object.values(reasons).flat();

/** Reasons of rows that were taken, or are no mistake of the file: the page below the counts shows the others. */
export const takenReasons = ["known"];

export type FateRow = { line: number | null; email: string | null; detail: string };

/** Returns the people of one fate, in a steady order, without those whose data are restricted. `after` is the last row of the page before. */
export const listFate = query({
  name: "import.fates",
  allow: workspaceViewer,
  input: z.object({
    importId: z.uuid(),
    fate: z.enum(fates),
    after: bounded(40).optional(),
    limit: z.int().min(1).max(5000).default(100),
  }),
  async run({ db, actor }, { importId, fate, after, limit }) {
    const paged = <R extends { key: string | number }>(rows: R[], row: (found: R) => FateRow) => {
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? String(page.at(-1)?.key) : null;
      return { rows: page.map(row), next };
    };
    const id = after && z.uuid().safeParse(after).success ? after : undefined;

    if (fate === "added" || fate === "subscribed") {
      const subscribed = sameWorkspace(subscriptions, contacts, eq(subscriptions.contactId, contacts.id));
      const base = db
        .select({
          key: contacts.id,
          email: contacts.email,
          first: contacts.firstName,
          last: contacts.lastName,
        })
        .from(contacts)
        .$dynamic();
      const of: SQL[] = [owned(contacts, actor), isNull(contacts.restrictedAt)];
      if (fate === "added") of.push(eq(contacts.importId, importId));
      else {
        base.innerJoin(subscriptions, subscribed);
        of.push(eq(subscriptions.importId, importId));
      }
      if (id) of.push(gt(contacts.id, id));
      const rows = await base
        .where(and(...of))
        .orderBy(asc(contacts.id))
        .limit(limit + 1);
      return paged(rows, ({ email, first, last }) => ({
        line: null,
        email,
        detail: [first, last].filter(Boolean).join(" "),
      }));
    }

    if (fate === "values_left") {
      const [, line = "0", position = "0"] = /^(\d{1,9})\.(\d{1,3})$/.exec(after ?? "") ?? [];
      const rows = await db
        .select({
          line: importLeftValues.line,
          position: importLeftValues.position,
          column: importLeftValues.columnName,
          message: importLeftValues.message,
          value: importLeftValues.value,
          email: contacts.email,
        })
        .from(importLeftValues)
        .innerJoin(
          contacts,
          sameWorkspace(contacts, importLeftValues, eq(contacts.id, importLeftValues.contactId)),
        )
        .where(
          and(
            owned(importLeftValues, actor),
            eq(importLeftValues.importId, importId),
            sql`(${importLeftValues.line}, ${importLeftValues.position}) > (${line}::int, ${position}::int)`,
          ),
        )
        .orderBy(asc(importLeftValues.line), asc(importLeftValues.position))
        .limit(limit + 1);
      return paged(
        rows.map((row) => ({ ...row, key: `${row.line}.${row.position}` })),
        ({ line, email, column, message, value }) => ({
          line,
          email,
          detail: `${column}: “${value}”. ${message}`,
        }),
      );
    }

    if (fate === "stopped") {
      const of = [
        owned(suppressions, actor),
        eq(suppressions.importId, importId),
        notRestricted(actor.workspaceId, suppressions.email),
      ];
      if (id) of.push(gt(suppressions.id, id));
      const rows = await db
        .select({
          key: suppressions.id,
          email: suppressions.email,
          reason: suppressions.reason,
          since: suppressions.since,
          note: suppressions.note,
        })
        .from(suppressions)
        .where(and(...of))
        .orderBy(asc(suppressions.id))
        .limit(limit + 1);
      return paged(rows, ({ email, reason, since, note }) => ({
        line: null,
        email,
        detail: [reason, since && `since ${since}`, note].filter(Boolean).join(", "),
      }));
    }

    const stored = reasons[fate];
    const from = Number(after ?? 0);
    const rows = await db
      .select({ key: importRefusals.line, message: importRefusals.message, value: importRefusals.value })
      .from(importRefusals)
      .where(
        and(
          owned(importRefusals, actor),
          eq(importRefusals.importId, importId),
          stored ? inArray(importRefusals.reason, stored) : notInArray(importRefusals.reason, notRefused),
          notRestricted(actor.workspaceId, importRefusals.value),
          gt(importRefusals.line, Number.isSafeInteger(from) && from < 2 ** 31 ? from : 0),
        ),
      )
      .orderBy(asc(importRefusals.line))
      .limit(limit + 1);
    return paged(rows, ({ key, message, value }) => ({ line: key, email: value, detail: message }));
  },
});
