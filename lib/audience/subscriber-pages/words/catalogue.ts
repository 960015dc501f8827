import type { en } from "./en.ts";

type English = typeof en;

/** A language's words: the keys of the English ones, but those of the test page, which only a message's author sees. */
export type Catalogue = {
  readonly [Part in Exclude<keyof English, "test">]: { readonly [Key in keyof English[Part]]: string };
};
