import { StringDecoder } from "node:string_decoder";
import { Parser } from "htmlparser2";
import { ImportRefused } from "../import-refused.ts";
import type { ReadingBudget } from "./reading-budget.ts";

export type XmlHandler = {
  open(name: string, attributes: Record<string, string>): void;
  close(name: string): void;
  text(text: string): void;
};

/** Most text between two marks of a part: no cell holds as much. */
const mostBetween = 4 * 1024 * 1024;

/**
 * Feeds a part to a handler, piece by piece, with names without their prefix. `next` reads one piece more, and returns false at the
 * end. Entities of a document type are never read, because the parser knows none.
 */
export function xmlReader(source: AsyncIterable<Uint8Array>, handler: XmlHandler, budget: ReadingBudget) {
  const decoder = new StringDecoder("utf8");
  const pieces = source[Symbol.asyncIterator]();
  let between = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        between = 0;
        handler.open(local(name), attributes);
      },
      onclosetag(name) {
        between = 0;
        handler.close(local(name));
      },
      ontext: (text) => handler.text(text),
    },
    { xmlMode: true, decodeEntities: true },
  );
  return {
    async next(): Promise<boolean> {
      const step = await pieces.next();
      if (step.done) {
        parser.end(decoder.end());
        return false;
      }
      between += step.value.length;
      if (between > mostBetween + step.value.length)
        throw new ImportRefused(
          "spreadsheet",
          "This Excel file holds a text that no cell can hold. Save the list as CSV and try again.",
        );
      const { buffer, byteOffset, byteLength } = step.value;
      budget.spend(() => parser.write(decoder.write(Buffer.from(buffer, byteOffset, byteLength))));
      return true;
    },
    async stop(): Promise<void> {
      await pieces.return?.();
    },
  };
}

const local = (name: string) => name.slice(name.indexOf(":") + 1);
