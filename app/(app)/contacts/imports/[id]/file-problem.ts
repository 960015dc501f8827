const most = 2 * 1024 ** 3;

const kinds: [RegExp, string][] = [
  [
    /\.(xls|xlsb)$/i,
    "This is an older Excel file. In Excel choose Save As, then Excel Workbook (.xlsx) or CSV UTF-8, and upload that file.",
  ],
  [/\.ods$/i, "This is a LibreOffice spreadsheet. Save it as CSV, then upload that file."],
  [/\.numbers$/i, "This is a Numbers spreadsheet. Export it as CSV, then upload that file."],
  [
    /\.(zip|gz|7z|rar|bz2|xz|tar)$/i,
    "This file is compressed. Unpack it, then import each CSV file inside by itself. People who unsubscribed or bounced often have a file of their own.",
  ],
  [/\.pdf$/i, "This is a PDF. Export the list as CSV where it came from, then upload that file."],
  [/\.(docx?|rtf|pages|odt)$/i, "This is a text document. Save the list as CSV, then upload that file."],
  [/\.(vcf|vcard)$/i, "This is a vCard file. Export the contacts as CSV, then upload that file."],
  [/\.(png|jpe?g|gif|webp|heic)$/i, "This is a picture. Upload the list as CSV."],
  [/\.(html?|xml|json)$/i, "This is not a table of rows. Export the list as CSV, then upload that file."],
];

/** Why a file cannot be a list of contacts, by what is known before it is sent. The server judges by what is in it. */
export function fileProblem(file: { name: string; size: number } | null): string | null {
  if (!file || file.name === "") return "Choose a file.";
  const kind = kinds.find(([pattern]) => pattern.test(file.name));
  if (kind) return kind[1];
  if (file.size === 0) return "This file is empty.";
  if (file.size > most)
    return "This file is larger than 2 GB. Split it into parts, and import them one by one.";
  return null;
}
