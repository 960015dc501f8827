import { expect, test } from "@playwright/test";
import { projectFile } from "#testing/project-files.ts";
import { html } from "./html.ts";
import { senderColours } from "./sender-colours.ts";
import { style } from "./style.ts";
import { tokens } from "./tokens.ts";
import { en } from "./words/en.ts";
import { locales, wordsFor, wordsOf } from "./words.ts";

test("every value in a page is escaped, in text and in attributes", () => {
  const hostile = `"><script>alert('x')</script>&amp;`;
  const { text } = html`<a title="${hostile}">${hostile}${[html`<b>${hostile}</b>`, null, false, 0]}</a>`;
  const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;";
  expect(text).toBe(`<a title="${escaped}">${escaped}<b>${escaped}</b>0</a>`);
});

test("the tokens inside subscribers' pages are those of the product", () => {
  const css = projectFile("app/tokens.css");
  for (const [name, value] of Object.entries(tokens)) expect(css).toContain(`--${name}: ${value};`);
  const used = [...style.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name);
  expect(used.filter((name) => name !== "accent" && !(name && name in tokens))).toEqual([]);
  expect(senderColours.map((name) => `sender-${name}`).filter((name) => !(name in tokens))).toEqual([]);
});

test("every language has every word, its values and its plurals", () => {
  const placesOf = (message: string) => [...message.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name).sort();
  for (const locale of locales) {
    const { say } = wordsOf(locale);
    for (const [part, words] of Object.entries(en))
      for (const [key, english] of Object.entries(words)) {
        const names = placesOf(english);
        const given = Object.fromEntries(names.map((name) => [name, name === "minutes" ? 2 : `<${name}>`]));
        const said = say(`${part}.${key}` as never, given as never);
        expect(said, `${locale} ${part}.${key}`).not.toMatch(/[{}]|undefined/);
        for (const name of names)
          if (name && name !== "minutes") expect(said, `${locale} ${part}.${key}`).toContain(`<${name}>`);
        if (locale !== "en" && part !== "test" && english.length > 30) expect(said).not.toBe(english);
      }
  }
  expect(wordsOf("pl").say("undo.until", { minutes: 5 })).toContain("5 minut ");
  expect(wordsOf("ar").say("undo.until", { minutes: 2 })).toContain("دقيقتين");
});

test("the browser's first language of ours is chosen, with its direction", () => {
  for (const [given, locale, direction] of [
    ["de-AT,de;q=0.9,en;q=0.8", "de", "ltr"],
    ["xx, ar-EG;q=0.7, en;q=0.5", "ar", "rtl"],
    ["en;q=0.1, HE;q=0.9", "he", "rtl"],
    ["iw", "he", "rtl"],
    ["pt-BR", "pt", "ltr"],
    ["fr;q=0, es", "es", "ltr"],
  ] as const) {
    const words = wordsFor(given);
    expect([words.locale, words.direction], given).toEqual([locale, direction]);
  }
});

test("a language that is not ours, or no language, gets English", () => {
  for (const given of [null, "", "*", "xx;q=1, en;q=0.1", ";;;,,,q=", "a".repeat(5000), "en-GB-x-y"])
    expect(wordsFor(given).locale).toBe("en");
});
