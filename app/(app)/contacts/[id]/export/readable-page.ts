import { fileParts, nameInWords, valueInWords } from "#lib/audience/contacts/file-words.ts";
import type { HandedOver } from "#lib/audience/contacts/hand-over.ts";
import type { FileLine } from "#lib/audience/contacts/person-file.ts";

export const printStyle =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}dl{display:grid;grid-template-columns:10rem 1fr;gap:.15rem 1rem;border-top:1px solid #ccc;padding-top:.6rem;margin:.6rem 0;break-inside:avoid}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}";

/** Returns a person's data as a page that reads and prints without anything else. All text in it is escaped. */
export function readablePage(file: HandedOver, takenAt: string): string {
  const { controller, person } = file;
  const email = person?.email;
  const held = controller?.sender ?? controller?.name ?? "this workspace";
  const sections = fileParts.map(([part, title]) => {
    const lines = file[part];
    return `<h2>${title}</h2>${lines.length === 0 ? "<p>Nothing.</p>" : lines.map(list).join("")}`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Data about ${escaped(email)}</title><style>${printStyle}</style></head>
<body><h1>What ${escaped(held)} holds about ${escaped(email)}</h1>
<p>Taken out on ${escaped(takenAt)} (UTC). Held by ${escaped([held, controller?.postalAddress].filter(Boolean).join(", "))}. GDPR Art. 15 and 20.</p>
<h2>Person</h2>${list(person ?? {})}
${sections.join("\n")}
</body></html>
`;
}

export const list = (line: FileLine) =>
  `<dl>${Object.entries(line)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `<dt>${escaped(nameInWords(name))}</dt><dd>${escaped(valueInWords(value))}</dd>`)
    .join("")}</dl>`;

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escaped = (value: unknown) =>
  String(value ?? "").replaceAll(/[&<>"']/g, (each) => entities[each] ?? each);
