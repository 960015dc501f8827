import { Pdf } from "#lib/files/pdf/pdf.ts";
import { fileParts, nameInWords, valueInWords } from "./file-words.ts";
import type { HandedOver } from "./hand-over.ts";
import type { FileLine } from "./person-file.ts";

/** Returns a person's data as a PDF that is written while it is read. */
export function personPdf(file: HandedOver, takenAt: string): Pdf["stream"] {
  const { controller, person } = file;
  const held = controller?.sender ?? controller?.name ?? "this workspace";
  const whom = String(person?.email ?? "a person");
  const pdf = new Pdf(`Data about ${whom}`);
  const write = async () => {
    pdf.heading(`What ${held} holds about ${whom}`, 16);
    const holder = [held, controller?.postalAddress].filter(Boolean).join(", ");
    pdf.text(`Taken out on ${takenAt} (UTC). Held by ${holder}. GDPR Art. 15 and 20.`);
    pdf.heading("Person");
    values(pdf, person ?? {});
    for (const [part, title] of fileParts) {
      pdf.heading(title);
      if (file[part].length === 0) pdf.text("Nothing.");
      for (const [at, line] of file[part].entries()) {
        if (!(await pdf.ready())) return;
        if (at > 0) pdf.rule();
        values(pdf, line);
      }
    }
    pdf.end();
  };
  write().catch((error) => pdf.stream.destroy(error));
  return pdf.stream;
}

function values(pdf: Pdf, line: FileLine) {
  for (const [name, value] of Object.entries(line))
    if (value !== null && value !== "") pdf.value(nameInWords(name), valueInWords(value));
}
