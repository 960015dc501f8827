export type FileProblem =
  | "empty"
  | "no_rows"
  | "not_text"
  | "spreadsheet"
  | "encoding"
  | "header"
  | "no_email_column"
  | "mapping";

/** A whole file that cannot be imported. `message` is written for the person who chose the file. */
export class ImportRefused extends Error {
  readonly code: FileProblem;

  constructor(code: FileProblem, message: string) {
    super(message);
    this.name = "ImportRefused";
    this.code = code;
  }
}
