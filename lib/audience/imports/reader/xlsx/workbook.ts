import { cutText } from "#lib/core/cut-text.ts";
import { damaged, type Parts } from "./parts.ts";
import { type XmlHandler, xmlReader } from "./xml.ts";

export type Workbook = {
  /** Parts of the sheets that are shown, in their order. */
  sheets: string[];
  strings: string | null;
  since1904: boolean;
  /** By the number of a cell's style: whether it shows a date. */
  dates: boolean[];
};

/** Most relations and styles that are looked at. */
const most = 70_000;
/** Most sheets that are looked at for rows. */
const mostSheets = 50;

/** Reads what a workbook is made of (ECMA-376 part 1, 18.2 and 18.8). @throws ImportRefused */
export async function readWorkbook(parts: Parts): Promise<Workbook> {
  const book = (await targetOf(parts, "_rels/.rels", "", /\/officeDocument$/)) ?? "xl/workbook.xml";
  if (!parts.has(book)) throw damaged();
  const folder = book.slice(0, book.lastIndexOf("/") + 1);
  const rels = `${folder}_rels/${book.slice(folder.length)}.rels`;
  const links = await relations(parts, rels, folder);

  const sheets: { id: string; hidden: boolean }[] = [];
  let since1904 = false;
  await readAll(parts, book, {
    open(name, attributes) {
      if (name === "workbookPr") since1904 = /^(?:1|true)$/.test(attributes.date1904 ?? "");
      if (name !== "sheet" || sheets.length >= most) return;
      const id = Object.entries(attributes).find(([key]) => key === "id" || key.endsWith(":id"))?.[1];
      if (id) sheets.push({ id, hidden: /hidden/i.test(attributes.state ?? "") });
    },
  });
  const shown = sheets.filter(({ hidden }) => !hidden);
  const paths = (shown.length > 0 ? shown : sheets).flatMap(({ id }) => links.get(id)?.path ?? []);
  const ofKind = (kind: RegExp) => [...links.values()].find(({ type }) => kind.test(type))?.path;
  const styles = ofKind(/\/styles$/) ?? `${folder}styles.xml`;
  const strings = ofKind(/\/sharedStrings$/) ?? `${folder}sharedStrings.xml`;
  return {
    // Several sheets may name one part, which is read once.
    sheets: [...new Set(paths)].filter((path) => parts.has(path)).slice(0, mostSheets),
    strings: parts.has(strings) ? strings : null,
    since1904,
    dates: parts.has(styles) ? await dateStyles(parts, styles) : [],
  };
}

type Relation = { path: string; type: string };

async function relations(parts: Parts, name: string, folder: string): Promise<Map<string, Relation>> {
  const found = new Map<string, Relation>();
  if (!parts.has(name)) return found;
  await readAll(parts, name, {
    open(tag, { Id, Target, Type, TargetMode }) {
      if (tag !== "Relationship" || !Id || !Target || TargetMode === "External" || found.size >= most) return;
      found.set(Id, { path: resolved(folder, Target), type: Type ?? "" });
    },
  });
  return found;
}

async function targetOf(parts: Parts, name: string, folder: string, kind: RegExp) {
  const links = await relations(parts, name, folder);
  return [...links.values()].find(({ type }) => kind.test(type))?.path;
}

/** Returns the part that a relation names; it names parts of the archive only, so that no name leads out of it. */
function resolved(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith("/") ? target : folder + target).split("/"))
    if (step === "..") path.pop();
    else if (step !== "" && step !== ".") path.push(step);
  return path.join("/");
}

async function dateStyles(parts: Parts, name: string): Promise<boolean[]> {
  const formats = new Map<number, string>();
  const dates: boolean[] = [];
  let inCells = false;
  await readAll(parts, name, {
    open(tag, attributes) {
      if (tag === "cellXfs") inCells = true;
      else if (tag === "numFmt" && formats.size < most)
        formats.set(Number(attributes.numFmtId), cutText(attributes.formatCode ?? "", 300));
      else if (tag === "xf" && inCells && dates.length < most) {
        const id = Number(attributes.numFmtId);
        dates.push(isDateFormat(id, formats.get(id)));
      }
    },
    close(tag) {
      if (tag === "cellXfs") inCells = false;
    },
  });
  return dates;
}

/** Formats of dates that have a number only, those of East Asia included (ECMA-376 part 1, 18.8.30). */
const builtIn = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** As Excel has it, in characters. */
const longestCode = 255;

function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtIn(id);
  // Texts in quotes, colours, currencies and escaped signs are no part of a date.
  const plain =
    code
      .slice(0, longestCode)
      .replace(/"[^"]*"|\[(?!h|m|s)[^\]]*\]|\\.|_.|\*./gi, "")
      .split(";")[0] ?? "";
  return /[ymdhs]/i.test(plain) && !/general/i.test(plain) && !/[0#?]/.test(plain.replace(/s\.?0+/gi, ""));
}

async function readAll(parts: Parts, name: string, handler: Partial<XmlHandler>): Promise<void> {
  const all = { open() {}, close() {}, text() {}, ...handler };
  const reader = xmlReader(parts.open(name), all, parts.budget);
  while (await reader.next());
}
