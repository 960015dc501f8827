const codes =
  "ar bg cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nb nl pl pt pt-BR ro ru sk sl sr sv th tr uk vi zh-Hans zh-Hant".split(
    " ",
  );
const names = new Intl.DisplayNames("en-GB", { type: "language" });

/** "pt-BR" → "Brazilian Portuguese". */
export const languageName = (tag: string) => names.of(tag) ?? tag;

/** Returns the languages to choose from by name, with the one that is set, wherever it came from. */
export const languageOptions = (set: string | null) =>
  [...new Set([...codes, ...(set ? [set] : [])])]
    .map((value) => ({ value, label: languageName(value) }))
    .sort((one, two) => one.label.localeCompare(two.label, "en"));
