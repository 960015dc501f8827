import type { CheckItem } from "#components/ui/check-list.tsx";
import type { CampaignCheck } from "#lib/sending/campaigns/check.ts";

type Line = CampaignCheck["lines"][number];

/** The lines of a check as a list on the page; advice about the From domain's DNS is one item with parts. */
export function checkItems(lines: Line[]): CheckItem[] {
  const advice = lines.filter(({ id, state }) => aboutDns.has(id) && state === "warn");
  const [first] = advice;
  if (!first || advice.length < 2) return lines.map(itemOf);
  const together: CheckItem = {
    ...itemOf(first),
    id: "authentication",
    title: "Mailbox providers cannot check yet that this mail is yours.",
    parts: advice.map(({ text }) => text),
  };
  return lines.flatMap((line) => (line === first ? together : advice.includes(line) ? [] : itemOf(line)));
}

const aboutDns = new Set(["dkim", "spf", "dmarc", "dns"]);

const states = { ok: "done", warn: "advice", stop: "missing" } as const;

function itemOf({ id, state, text, why, fix }: CampaignCheck["lines"][number]): CheckItem {
  return {
    id,
    state: states[state],
    title: text,
    why,
    ...(fix && { fix: { label: fixWords(fix), href: fix } }),
  };
}

function fixWords(href: string) {
  if (/\/edit(?:#|$)/.test(href)) return "Edit draft";
  if (href.startsWith("/settings/email-accounts")) return "Email accounts";
  if (href.startsWith("/settings/workspace")) return "Fill it in";
  if (href.startsWith("/contacts")) return "See contacts";
  return "Look at it";
}
