import type { SealedKind } from "#db/schema/sealed-fields.ts";

/** One sealed field of one row. `workspaceId` is null for a user's own field, sealed under the installation's key. */
export type Place = { kind: SealedKind; rowId: string; workspaceId: string | null };
