import { isNoCountry } from "#lib/audience/contacts/country.ts";

/** Returns whether a cell says that there is no date: empty, a dash, a word for nothing, a spreadsheet's error. */
export const isNoDate = (text: string): boolean =>
  isNoCountry(text) ||
  /^(?:never|nie|jamais|nunca|mai|0+(?:[-/.]0+){2}(?:[ T][0:.]+)?|1970-01-01(?:[ T][0:.]+Z?)?)$/i.test(text);
