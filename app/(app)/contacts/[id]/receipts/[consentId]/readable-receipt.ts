import type { Receipt } from "#lib/audience/consents/receipt-hash.ts";
import { escaped, list, printStyle } from "../../export/readable-page.ts";

const titles: Record<string, string> = {
  grant: "Receipt of a consent",
  withdrawal: "Receipt of a withdrawal",
  request: "Receipt of a wish to come back",
};

/** Returns a receipt as a page that reads and prints without anything else, with the hash of its facts. All text in it is escaped. */
export function readableReceipt({ receipt, sha256 }: Receipt): string {
  const { version, wordingSha256, person, controller, kind, wording, ...facts } = receipt;
  const address = typeof person === "object" && person ? String(person.address) : "";
  const title = titles[String(kind)] ?? "Receipt";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}: ${escaped(address)}</title><style>${printStyle}</style></head>
<body><h1>${escaped(title)}</h1>
${list({ person: address, givenTo: controller ?? null })}
<h2>Wording</h2><blockquote>${escaped(wording)}</blockquote>
<h2>Facts</h2>${list(facts)}
<h2>Proof</h2>${list({ format: version ?? null, sha256OfTheWording: wordingSha256, sha256OfTheFacts: sha256 })}
<p>The hash covers the facts as the JSON receipt holds them. Times are in UTC.</p>
</body></html>
`;
}
