import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

const folder = new URL("../../db/migrations/", import.meta.url);

/** What the first release begins with, one file a wing. Everything after it is additive. */
const baseline = [
  "0001_core.sql",
  "0002_account.sql",
  "0003_team.sql",
  "0004_audience.sql",
  "0005_mailboxes.sql",
  "0006_sending.sql",
  "0007_audit.sql",
  "0008_operations.sql",
];

/** What takes something away from the release that still runs while a migration does, or from its data. */
const takesAway =
  /\b(drop\s+(table|column|type|schema|view|sequence|policy|trigger|constraint)|rename\s+(to|column|constraint|attribute)|alter\s+(column\s+)?\w+\s+(set\s+data\s+)?type|drop\s+(attribute|not\s+null|default|expression)|set\s+not\s+null|truncate|disable\s+(trigger|row))\b/gi;
const belongsElsewhere =
  /\bcreate\s+(or\s+replace\s+)?(function|procedure)\b|\b(grant|revoke)\b.*\b(to|from)\b/gi;

/** A check that takes another's place in one step, so that no moment is without it. It only ever takes more words. */
const widened = /\bdrop constraint (\w+_check), add constraint \1 check\b/gi;

/** The phrases of a migration that a later one may not have. Comments and quoted words count for nothing. */
function refused(text: string): string[] {
  const bare = text
    .replace(/--.*$/gm, "")
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/\s+/g, " ");
  const statements = bare.split(";").map((statement) => statement.replace(widened, ""));
  return statements.flatMap((statement) => [
    ...(statement.match(takesAway) ?? []),
    ...(statement.match(belongsElsewhere) ?? []),
  ]);
}

test("migrations after the baseline only add", () => {
  const names = readdirSync(folder).sort();
  expect(names.slice(0, baseline.length)).toEqual(baseline);
  for (const name of names.slice(baseline.length))
    expect(refused(readFileSync(new URL(name, folder), "utf8")), name).toEqual([]);
});

test("a migration that drops, renames or retypes is found", () => {
  for (const statement of [
    "drop table contacts",
    "alter table contacts drop column email",
    "alter table contacts\n  rename column email to address",
    "alter table contacts rename to people",
    "alter table contacts alter column email type varchar(254)",
    "alter table contacts alter email set data type varchar(254)",
    "alter table contacts alter column country set not null",
    "alter type leaver drop attribute salt",
    "drop policy wall on contacts",
    "alter table contacts disable row level security",
    "truncate contacts",
    "alter table contacts drop constraint contacts_source_check",
    "alter table contacts drop constraint contacts_source_check, add constraint contacts_other_check check (true)",
    "create or replace function new_id() returns uuid language sql return null",
    "grant select on contacts to public",
  ])
    expect(refused(`-- A comment.\n${statement};`), statement).toHaveLength(1);
});

test("a migration that adds is let through", () => {
  const text = `-- We drop table nothing, and rename to nothing.
    alter table contacts add column phone text;
    comment on column contacts.phone is 'Never drop column this; rename to it.';
    alter table contacts drop constraint contacts_source_check, add constraint contacts_source_check check (source in ('a', 'b'));
    create index contacts_phone on contacts (workspace_id, phone);
    drop function if exists of_another_shape(uuid);`;
  expect(refused(text)).toEqual([]);
});
