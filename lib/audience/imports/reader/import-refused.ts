export type FileProblem =
  | "empty"
  | "no_rows"
  | "not_text"
  | "json"
  | "spreadsheet"
  /** A look takes longer than a page may. */
  | "too_long"
  | "encoding"
  | "header"
  | "no_email_column"
  | "mapping";

/** Refusal of a whole file. `message` is written for the user who chose the file. */
export class ImportRefused extends Error {
  readonly code: FileProblem;

  constructor(code: FileProblem, message: string) {
    super(message);
    this.name = "ImportRefused";
    this.code = code;
  }
}
