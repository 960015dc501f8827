import { sql } from "drizzle-orm";
import { z } from "zod";
import { type SealedKind, sealedFields } from "#db/schema/sealed-fields.ts";
import { command } from "#lib/core/command.ts";
import { installationJob } from "#lib/core/policies.ts";
import { KeyServiceError, VaultError } from "#lib/crypto/vault-error.ts";

const kinds = Object.keys(sealedFields) as [SealedKind, ...SealedKind[]];
const batch = 50;

/**
 * Reseals data of a retired data key: up to 50 rows of one kind, in the order of their ids from
 * `after` on. Each opening is written to the audit log. A row that changed meanwhile was already
 * sealed under the new key.
 */
export const resealRows = command({
  name: "encryption_key.reseal",
  allow: installationJob,
  input: z.object({
    workspaceId: z.uuid().nullable(),
    keyId: z.uuid(),
    kind: z.enum(kinds),
    after: z.guid(),
  }),
  async run({ tx, enterWorkspace, vault }, { workspaceId, keyId, kind, after }) {
    if (workspaceId) await enterWorkspace(workspaceId);
    const names = sealedFields[kind];
    const [table, column, id, key] = [names.table, names.column, names.id, names.keyId].map((name) =>
      sql.identifier(name),
    );
    const rows = await tx.execute<{ id: string; blob: Buffer }>(
      sql`select ${id} as id, ${column} as blob from ${table} where ${key} = ${keyId} and ${id} > ${after} order by ${id} limit ${batch}`,
    );
    let failed = 0;
    for (const { id: rowId, blob } of rows) {
      const place = { kind, rowId, workspaceId };
      try {
        const sealed = await vault.seal(place, await vault.open(place, blob, keyId, "rotate"));
        await tx.execute(sql`update ${table} set ${column} = ${sealed.blob}, ${key} = ${sealed.keyId}
          where ${id} = ${rowId} and ${key} = ${keyId} and ${column} = ${blob}`);
      } catch (error) {
        if (!(error instanceof VaultError) || error instanceof KeyServiceError) throw error;
        failed++;
      }
    }
    return {
      result: { rows: rows.length, failed, last: rows.at(-1)?.id ?? null },
      audit: { target: keyId, workspaceId, userId: null, detail: { kind, rows: rows.length, failed } },
    };
  },
});
