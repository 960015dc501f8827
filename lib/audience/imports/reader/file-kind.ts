/**
 * Returns a sentence for the user when the first bytes belong to a file that is no text; null when
 * they may be text.
 * Signatures: PKWARE APPNOTE 4.3.7, MS-CFB 2.2, ISO 32000-1 7.5.2, RFC 1952, and image formats.
 */
export function refusedKind(head: Uint8Array): { code: "spreadsheet" | "not_text"; message: string } | null {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 64 * 1024)).toString(
    "latin1",
  );

  if (start.startsWith("PK\x03\x04")) {
    if (start.includes("opendocument.spreadsheet")) {
      return spreadsheet("This is a LibreOffice spreadsheet. Save it as CSV and try again.");
    }
    if (start.includes("Index/Document.iwa")) {
      return spreadsheet("This is a Numbers spreadsheet. Export it as CSV and try again.");
    }
    if (/\[Content_Types\]\.xml|_rels\/|xl\/|docProps\//.test(start)) {
      return spreadsheet("This is an Excel file. Save it as CSV and try again.");
    }
    return other("This is a ZIP archive. Unpack it and choose the CSV file inside.");
  }
  if (start.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
    return spreadsheet("This is an Excel file. Save it as CSV and try again.");
  }
  if (start.startsWith("%PDF-")) return other("This is a PDF. Choose a CSV file.");
  if (
    ["\x1f\x8b", "BZh", "7z\xbc\xaf", "\xfd7zXZ", "Rar!", "\x28\xb5\x2f\xfd"].some((m) => start.startsWith(m))
  ) {
    return other("This file is compressed. Unpack it and choose the CSV file inside.");
  }
  if (/^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP)/s.test(start)) {
    return other("This is a picture. Choose a CSV file.");
  }
  if (start.startsWith("\xff\xfe\0\0") || start.startsWith("\0\0\xfe\xff")) {
    return other("This file is UTF-32 text, which is not supported. Save it as UTF-8 and try again.");
  }

  const text = start.replace(/^(?:\xef\xbb\xbf)?\s*/, "");
  if (text.startsWith("{\\rtf")) {
    return other("This is a rich text document. Save the list as CSV and try again.");
  }
  if (/^<(?:!doctype|html|table|\?xml|head|body)\b/i.test(text)) {
    return other("This is a web page or XML file. Save the list as CSV and try again.");
  }
  if (/^BEGIN:VCARD/i.test(text)) {
    return other("This is a vCard file. Export the contacts as CSV and try again.");
  }
  return null;
}

const spreadsheet = (message: string) => ({ code: "spreadsheet" as const, message });
const other = (message: string) => ({ code: "not_text" as const, message });
