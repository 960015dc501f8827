import { guardCell, unguardCell } from "#lib/files/csv-cell.ts";
import { csvTable } from "#lib/files/csv-table.ts";
import { parseAddress } from "#lib/mail/address.ts";
import type { Reason } from "./precedence.ts";

/** The most rows of one file. Longer lists come in as an import of contacts. */
export const mostRows = 20_000;

export type FileRow = { line: number; email: string; reason: Reason; newsletter: string | null };
export type RefusedRow = { line: number; value: string; reason: string };

const columns = {
  email: /^(e-?mail|e-?mail ?address|address|recipient)$/,
  reason: /^(reason|status|type|why)$/,
  newsletter: /^(newsletter|list|scope)$/,
};

const reasons: [RegExp, Reason][] = [
  [/^(complain(ed|t|ts)?|spam ?(report|complaint)?s?|abuse|reported spam)$/, "complained"],
  [/^(un-?subscribe(d|s)?|opted?[ -]?out|withdrawn|left)$/, "unsubscribed"],
  [/^((hard|permanent)?[ -]?bounced?s?|invalid|undeliverable|cleaned)$/, "bounced"],
  [/^(manual(ly)?|by hand|blocked|suppressed|blocklist(ed)?|blacklist(ed)?)?$/, "manual"],
];

const everything = /^(|everything|all|any newsletter)$/;

/** Returns the rows of a list of suppressed addresses, and those that cannot be read with why. Null without a column of addresses. */
export function readSuppressionFile(
  text: string,
): { rows: FileRow[]; refused: RefusedRow[]; tooMany: boolean } | null {
  const table = csvTable(text, mostRows + 1);
  const [head, ...body] = table;
  if (!head) return null;
  const names = head.cells.map((cell) => cell.trim().toLowerCase().replaceAll("_", " "));
  const at = (name: keyof typeof columns) => names.findIndex((each) => columns[name].test(each));
  const headed = at("email") >= 0;
  const bare = !headed && parseAddress(head.cells[0]?.trim() ?? "").ok;
  if (!headed && !bare) return null;
  const place = headed
    ? { email: at("email"), reason: at("reason"), newsletter: at("newsletter") }
    : { email: 0, reason: -1, newsletter: -1 };

  const rows: FileRow[] = [];
  const refused: RefusedRow[] = [];
  for (const { line, cells } of headed ? body : table) {
    const cell = (index: number) => unguardCell(cells[index] ?? "").trim();
    const value = cell(place.email);
    const parsed = parseAddress(value);
    const said = cell(place.reason).toLowerCase().replaceAll("_", " ");
    const reason = reasons.find(([words]) => words.test(said))?.[1];
    if (!parsed.ok) refused.push({ line, value: guardCell(value.slice(0, 254)), reason: parsed.reason });
    else if (!reason)
      refused.push({ line, value, reason: `“${said.slice(0, 50)}” is no reason that we know.` });
    else {
      const list = cell(place.newsletter);
      rows.push({
        line,
        email: parsed.address,
        reason,
        newsletter: everything.test(list.toLowerCase()) ? null : list,
      });
    }
  }
  return { rows: rows.slice(0, mostRows), refused, tooMany: body.length > mostRows };
}
