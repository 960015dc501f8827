import type { ContactFile } from "#lib/audience/contacts/get.ts";
import type { Law, LawFound } from "#lib/audience/person-law.ts";

const names: Record<Law, string> = {
  canada: "Canada’s law (CASL)",
  europe: "European law (GDPR, ePrivacy)",
  elsewhere: "neither Canada’s nor European law",
  strict: "the strictest law: express consent only",
};

/** Returns the law a person's consent is judged by, and what tells it. */
export function lawWords({
  law,
  postalCode,
  timeZone,
}: Pick<ContactFile, "law" | "postalCode" | "timeZone">): string {
  return `${upper(names[law.law])}, ${reasons[law.source]({ law, postalCode, timeZone })}`;
}

type Told = { law: LawFound; postalCode: string | null; timeZone: string | null };

const reasons: Record<LawFound["source"], (told: Told) => string> = {
  country: () => "by their country",
  written: () => "because their country was not understood",
  signs: ({ law, postalCode, timeZone }) =>
    `by ${list([
      law.domain && "the end of their address",
      law.postalCode && `their postal code ${postalCode ?? ""}`.trim(),
      law.timeZone && `their time zone ${timeZone ?? ""}`.trim(),
    ])}`,
  audience: ({ law }) =>
    law.law === "strict"
      ? "because nothing tells where they live"
      : "because your workspace says that its readers live there",
};

function list(parts: (string | false | null)[]): string {
  const told = parts.filter((part) => typeof part === "string");
  return told.length < 2 ? (told[0] ?? "") : `${told.slice(0, -1).join(", ")} and ${told.at(-1)}`;
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
