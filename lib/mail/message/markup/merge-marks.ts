import { mergeTag } from "../merge.ts";

/**
 * Hides merge tags from the reader of markup behind characters that stand for no text, because blanks, pipes and
 * underscores in a tag are not markup. `show` puts the tags back.
 */
export function hideMergeTags(source: string): { hidden: string; show: (text: string) => string } {
  const tags: string[] = [];
  const hidden = source
    .replace(/[\ufdd0\ufdd1]/g, "\ufffd")
    .replace(mergeTag, (tag) => `\ufdd0${tags.push(tag) - 1}\ufdd1`);
  const show = (text: string) => text.replace(/\ufdd0(\d{1,7})\ufdd1/g, (_, at) => tags[Number(at)] ?? "");
  return { hidden, show };
}
