import type { FormState } from "./form-state.ts";

/**
 * Returns what the summary says. `links` are the wrong fields, when there are two or more of different words; `alone`
 * means that the words stand beside their field and need no second place.
 */
export function summaryOf({ message, fields = {} }: FormState) {
  const wrong = Object.entries(fields);
  const links = wrong.filter(([, words], at) => wrong.findIndex(([, other]) => other === words) === at);
  const own = message !== undefined && !links.some(([, words]) => words === message) ? message : undefined;
  const [only] = links;
  if (links.length === 0) return { title: message, links, alone: false };
  if (links.length === 1) return { title: own ?? only?.[1], links: [], alone: own === undefined };
  return { title: own ?? `${wrong.length} things need your attention`, links, alone: false };
}
