import { fuzzyScore } from "./fuzzy.ts";
import type { PaletteItem } from "./nav-model.ts";

/** A name counts twice a keyword, so that "team" finds Team before a page that mentions teams. */
const nameWeight = 2;

/** Returns the items a query finds, best first, at most twelve; all of them without a query. */
export function searchItems<Item extends PaletteItem>(items: Item[], query: string): Item[] {
  if (!query.trim()) return items;
  return items
    .map((item) => ({ item, score: scoreOf(item, query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 12)
    .map(({ item }) => item);
}

const scoreOf = ({ label, keywords = "", group }: PaletteItem, query: string) =>
  Math.max(
    fuzzyScore(query, label) * nameWeight,
    fuzzyScore(query, keywords),
    fuzzyScore(query, `${label} ${keywords} ${group}`) / nameWeight,
  );
