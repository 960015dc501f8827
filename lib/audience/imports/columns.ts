import { sql } from "drizzle-orm";
import { apiKeys } from "#db/schema/api-keys.ts";
import { imports } from "#db/schema/imports.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";

/** Columns of an import for lists and pages, joined with its newsletter and the member who attested it. */
export const importColumns = {
  id: imports.id,
  newsletterId: imports.newsletterId,
  newsletter: newsletters.name,
  fileName: imports.fileName,
  fileBytes: imports.fileBytes,
  basis: imports.basis,
  bought: imports.bought,
  optOutOffered: imports.optOutOffered,
  consentSource: imports.consentSource,
  attestation: imports.attestation,
  attestedAt: imports.attestedAt,
  attestedBy: users.name,
  /** True once its columns were confirmed: it ran, or can be run. */
  begun: sql<boolean>`${imports.mapping} is not null`,
  state: imports.state,
  failure: imports.failure,
  bytesRead: imports.bytesRead,
  linesRead: imports.linesRead,
  added: imports.added,
  known: imports.known,
  leftBefore: imports.leftBefore,
  givenOn: imports.givenOn,
  suppressed: imports.suppressed,
  refused: imports.refused,
  purpose: imports.purpose,
  stopReason: imports.stopReason,
  subscribed: imports.subscribed,
  stopped: imports.stopped,
  leftOut: imports.leftOut,
  lapsed: imports.lapsed,
  tagged: imports.tagged,
  filled: imports.filled,
  valuesLeft: imports.valuesLeft,
  replaces: imports.replaces,
  erased: imports.erased,
  createdBy: imports.createdBy,
  /** True for an import that a program began. */
  byProgram: sql<boolean>`${imports.programId} is not null`,
  /** Name of the key by which a program began it. */
  program: apiKeys.name,
  questions: imports.questions,
  /** From when it may end a list; null where no admin let it. */
  listFrom: imports.listFrom,
  createdAt: imports.createdAt,
  movedAt: imports.movedAt,
  startedAt: imports.startedAt,
  finishedAt: imports.finishedAt,
};
