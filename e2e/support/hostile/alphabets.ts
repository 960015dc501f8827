/** Text an attacker fills a field with: one character or a few, over and over, for as many bytes as wanted. */
export const alphabets: Record<string, (bytes: number) => string> = {
  blanks: (bytes) => `a${" ".repeat(bytes - 2)}b`,
  tabs: (bytes) => `a${"\t".repeat(bytes - 2)}b`,
  "line breaks": (bytes) => "\r\n".repeat(bytes / 2),
  "no-break spaces": (bytes) => `a${"\u00a0".repeat(bytes / 2 - 1)}b`,
  marks: (bytes) => `a${"\u0301".repeat(bytes / 2 - 1)}`,
  "marks of two orders": (bytes) => `a${"\u0301\u0323".repeat(bytes / 4 - 1)}`,
  digits: (bytes) => "1".repeat(bytes),
  quotes: (bytes) => '"'.repeat(bytes),
  braces: (bytes) => "{{".repeat(bytes / 2),
  "less-thans": (bytes) => "<".repeat(bytes),
  "at signs": (bytes) => "a@".repeat(bytes / 2),
  dots: (bytes) => `a@${".a".repeat(bytes / 2 - 1)}`,
  NULs: (bytes) => "\0".repeat(bytes),
};
