import { createTranslator, type Messages } from "use-intl/core";
import { cutText } from "#lib/core/cut-text.ts";
import { ar } from "./words/ar.ts";
import type { Catalogue } from "./words/catalogue.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { he } from "./words/he.ts";
import { it } from "./words/it.ts";
import { ja } from "./words/ja.ts";
import { nl } from "./words/nl.ts";
import { pl } from "./words/pl.ts";
import { pt } from "./words/pt.ts";
import { sv } from "./words/sv.ts";

/** The languages of subscribers' pages and mail, English first. */
export const locales = ["en", "ar", "de", "es", "fr", "he", "it", "ja", "nl", "pl", "pt", "sv"] as const;
export type Locale = (typeof locales)[number];

type English = typeof en;
type Key = { [Part in keyof English]: `${Part}.${string & keyof English[Part]}` }[keyof English];

export type Words = {
  locale: Locale;
  direction: "ltr" | "rtl";
  /** Returns the words of a key, with values in their places. It is plain text, to be escaped like any other. */
  say: (key: Key, values?: Record<string, string | number>) => string;
  /** Returns a day and a time of day in UTC, as the language writes it. */
  moment: (at: Date) => string;
  /** Names a day of UTC, as in "3 October 2026". */
  day: (at: Date) => string;
};

const catalogues: Record<Locale, Catalogue> = { en, ar, de, es, fr, he, it, ja, nl, pl, pt, sv };

/** Kept, because making one costs fifteen times what using it does. */
const kept = new Map<Locale, Words>();

/** Returns the words of a language. */
export function wordsOf(locale: Locale): Words {
  const known = kept.get(locale);
  if (known) return known;
  const translate = createTranslator({
    locale,
    messages: { ...en, ...catalogues[locale] } as unknown as Messages,
    onError: (error) => {
      throw error;
    },
  });
  const day = { dateStyle: "long", timeZone: "UTC", numberingSystem: "latn" } as const;
  // A day before its month is read the same everywhere; the platform's own mails write it so.
  const written = locale === "en" ? "en-GB" : locale;
  const days = new Intl.DateTimeFormat(written, day);
  const moments = new Intl.DateTimeFormat(written, { ...day, timeStyle: "long", hourCycle: "h23" });
  const words: Words = {
    locale,
    direction: directionOf(locale),
    say: (key, values) => translate(key as never, values as never),
    moment: (at) => moments.format(at),
    day: (at) => days.format(at),
  };
  kept.set(locale, words);
  return words;
}

/** Returns the words in the language a browser asks for first; English when it names none of ours. */
export function wordsFor(acceptLanguage: string | null | undefined): Words {
  const parts = cutText(acceptLanguage ?? "", 200).split(",");
  const ranked = parts
    .map((part) => {
      const [tag = "", ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((each) => each.startsWith("q="));
      return { tag, weight: quality ? Number(quality.slice(2)) || 0 : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of ranked) {
    // Hebrew's old code is still sent by some phones.
    const asked = tag.replace(/^iw(?=-|$)/, "he");
    const found = locales.find((locale) => locale === asked || asked.startsWith(`${locale}-`));
    if (found) return wordsOf(found);
  }
  return wordsOf("en");
}

const rightToLeft = ["ar", "he", "fa", "ur"];
const directionOf = (locale: string) => (rightToLeft.includes(locale.slice(0, 2)) ? "rtl" : "ltr");
