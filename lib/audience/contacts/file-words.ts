import type { FileLine } from "./person-file.ts";

/** Parts of a person's file behind the person, with their titles. */
export const fileParts = [
  ["subscriptions", "Newsletters"],
  ["signups", "Signups"],
  ["consents", "What they agreed to and took back"],
  ["suppressions", "What stops mail to them"],
  ["messages", "Messages"],
  ["linkOpenings", "Links opened"],
  ["reasons", "Why they left"],
  ["importedRows", "Rows of imported files"],
  ["requests", "Requests about their data"],
  ["log", "Audit log"],
] as const;

/** Returns the name of a value in words: "sentAt" is "Sent at". */
export function nameInWords(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns a value of a person's file in words. */
export function valueInWords(value: FileLine[string]): string {
  if (typeof value === "object")
    return Object.entries(value ?? {})
      .map(([name, each]) => `${nameInWords(name)}: ${String(each)}`)
      .join("; ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
