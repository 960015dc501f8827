/** Encodings of import files. The first ones are detected, and some of the others are guessed from names; the user may choose any. */
export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "windows-1257",
  "koi8-r",
  "koi8-u",
  "iso-8859-2",
  "iso-8859-15",
  "macintosh",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "gb18030",
  "big5",
] as const;
export type Encoding = (typeof encodings)[number];
