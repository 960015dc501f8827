import { and, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { imports } from "#db/schema/imports.ts";
import { consentExpiry } from "#lib/audience/contacts/fields.ts";
import { mappingInput } from "#lib/audience/imports/reader/columns.ts";
import { encodings } from "#lib/audience/imports/reader/decode.ts";
import { delimiters } from "#lib/audience/imports/reader/dialect.ts";
import { formats } from "#lib/audience/imports/reader/format.ts";
import { ndjsonMapping } from "#lib/audience/imports/reader/ndjson.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { importRun } from "./run.ts";

/**
 * Starts a received import with the columns the member confirmed, and writes the attestation into
 * the consent ledger.
 */
export const startImport = command({
  name: "import.start",
  allow: workspaceMember,
  input: z.object({
    importId: z.uuid(),
    mapping: mappingInput,
    hasHeader: z.boolean(),
    delimiter: z.enum(delimiters),
    /** Defaults to a table; the other choices are detected from the file. */
    format: z.enum(formats).default("csv"),
    encoding: z.enum(encodings).optional(),
  }),
  async run({ tx, actor, enqueue }, { importId, mapping, ...dialect }) {
    const columns = dialect.format === "ndjson" ? ndjsonMapping : mapping;
    const [started] = await tx
      .update(imports)
      .set({ state: "queued", mapping: columns, dialect, movedAt: new Date() })
      .where(and(owned(imports, actor), eq(imports.id, importId), eq(imports.state, "received")))
      .returning();
    if (!started) throw await whyNot(tx, actor, importId);
    const basis = started.basis ?? "express";
    await tx.insert(consents).values({
      id: uuidv7(),
      workspaceId: actor.workspaceId,
      importId,
      newsletterId: started.newsletterId,
      kind: "grant",
      basis,
      source: "import",
      wording: started.consentSource ?? "",
      evidence: { attestation: started.attestation, attested_by: started.attestedBy, file: started.fileName },
      actorKind: actor.kind,
      actorId: actor.userId,
      ip: actor.origin.ip,
      userAgent: actor.origin.userAgent,
      expiresAt: consentExpiry(basis),
    });
    await enqueue(importRun, { workspaceId: actor.workspaceId, importId }, { singletonKey: importId });
    return { result: { id: importId }, audit: { target: importId } };
  },
});

async function whyNot(tx: Transaction, actor: { workspaceId: string }, importId: string) {
  const [found] = await tx
    .select({ state: imports.state })
    .from(imports)
    .where(and(owned(imports, actor), eq(imports.id, importId)));
  if (!found) return notFound("import");
  return conflict(
    found.state === "receiving" ? "The file is not here yet." : "This import was started already.",
  );
}
