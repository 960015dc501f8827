import type { FileLine, PersonFile } from "#lib/audience/contacts/person-file.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { zip } from "#lib/files/zip.ts";
import type { Bundle } from "./open-bundle.ts";

const readMe = (sender: string, email: string, at: Date) => `Everything ${sender} holds about ${email}
Read on ${at.toISOString()} (UTC).

data.json      all of it, for programs
*.csv          the same by subject, for spreadsheets: UTF-8, RFC 4180. A text that a spreadsheet
               would run as a formula has an apostrophe in front.

GDPR Art. 15 and 20.
`;

/** Returns a person's data as a ZIP archive: JSON for programs, CSV for spreadsheets. */
export async function bundleZip({ sender, email, file }: Bundle, at = new Date()): Promise<Buffer> {
  const json = { controller: sender, subject: email, takenAt: at.toISOString(), ...file };
  const files = [
    ["README.txt", readMe(sender, email, at)],
    ["data.json", `${JSON.stringify(json, null, 2)}\n`],
    ...Object.entries(file).map(([name, lines]) => [`${name}.csv`, csvOf(lines)] as const),
  ] as const;
  const pieces: Buffer[] = [];
  const bytes = files.map(([name, text]) => ({ name, bytes: [Buffer.from(text)] }));
  for await (const piece of zip(bytes, at)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function csvOf(given: PersonFile[keyof PersonFile]): string {
  const lines = Array.isArray(given) ? given : given ? [given] : [];
  const names = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  return `\uFEFF${[csvRow(names), ...lines.map((line) => csvRow(names.map((name) => cell(line[name]))))].join("")}`;
}

const cell = (value: FileLine[string] | undefined) =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;
