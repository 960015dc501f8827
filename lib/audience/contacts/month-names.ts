/** Languages of the column names that `synonyms.ts` knows, and their neighbours. */
const languages =
  "en de fr es it pt nl pl cs sk hu ro sv da nb fi tr el ru uk ja zh ko ar he is et lv lt id vi bg ca".split(
    " ",
  );

/** Returns the number of the month that a word names in one of some thirty languages, whole or short. */
export const codeOfMonth = (word: string): number | undefined => months().get(key(word));

/** Returns whether a word stands in dates beside day, month and year: a weekday, an "of", a zone. */
export const isDateWord = (word: string): boolean => others().has(key(word));

const between = `st nd rd th er ere de del di da do dos of the d le el il am um at a à em en om kl klo den der dem och och uhr h z utc gmt
  cet cest est edt cst cdt mst mdt pst pdt bst msk eet eest wet west am pm г год года р рік року r rok roku y ano año anno
  of على في ב ה ngay thang nam o och på p m`;

let monthsByName: Map<string, number> | undefined;

function months(): Map<string, number> {
  if (monthsByName) return monthsByName;
  const found = new Map<string, Set<number>>();
  for (const language of languages) {
    for (const month of ["long", "short"] as const) {
      for (const shape of [
        { month },
        { month, day: "numeric" },
        { month, day: "numeric", year: "numeric" },
      ] as const) {
        const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, {
          ...shape,
          timeZone: "UTC",
        });
        for (let number = 1; number <= 12; number++) {
          const parts = format.formatToParts(Date.UTC(2026, number - 1, 15));
          const name = key(parts.find(({ type }) => type === "month")?.value ?? "");
          if (name === "" || /\d/.test(name)) continue;
          found.set(name, (found.get(name) ?? new Set()).add(number));
        }
      }
    }
  }
  // A name that two languages give to two months names none.
  monthsByName = new Map(
    [...found].flatMap(([name, numbers]) =>
      numbers.size === 1 ? [[name, [...numbers][0] ?? 0] as const] : [],
    ),
  );
  monthsByName.set("sept", 9);
  monthsByName.set("mrz", 3);
  // Hebrew writes "in" as a letter in front of the month.
  for (const [name, number] of [...monthsByName])
    if (/^[א-ת]/.test(name)) monthsByName.set(`ב${name}`, number);
  return monthsByName;
}

let known: Set<string> | undefined;

function others(): Set<string> {
  if (known) return known;
  known = new Set(between.split(/\s+/).map(key));
  for (const language of languages)
    for (const weekday of ["long", "short"] as const) {
      const format = new Intl.DateTimeFormat(language, { weekday, timeZone: "UTC" });
      for (let day = 1; day <= 7; day++)
        for (const word of format.format(Date.UTC(2026, 1, day)).split(/[\s-]+/)) known.add(key(word));
    }
  known.delete("");
  return known;
}

const key = (word: string) =>
  word
    .slice(0, 40)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/ı/g, "i")
    .replace(/ł/g, "l")
    .replace(/[\u0300-\u036f\u064b-\u065f]|[^\p{L}\p{N}\p{M}]/gu, "");
