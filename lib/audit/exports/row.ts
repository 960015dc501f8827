import { sql } from "drizzle-orm";
import type { ExportKind } from "#lib/audit/exports/file/names.ts";

export type AuditExport = {
  id: string;
  format: ExportKind;
  filters: Record<string, string>;
  askedAt: Date;
  /** Name of the user who asked; null when that account is gone. */
  askedBy: string | null;
  state: "queued" | "running" | "ready" | "failed" | "cancelled" | "removed";
  /** Entries looked at; `total` counts all. Null before it began. */
  done: number | null;
  total: number | null;
  entries: number | null;
  leftOut: number | null;
  checkpoint: number | null;
  bytes: number | null;
  sha256: string | null;
  fileName: string | null;
  expiresAt: Date | null;
  failure: string | null;
};

/** Row as the database returns it, with numbers as text. */
export type Row = {
  [K in keyof AuditExport]: AuditExport[K] extends number | null ? string | null : AuditExport[K];
};

/** Selects exports with their progress. */
export const select = sql`
  select e.id, e.format, e.filters, e.asked_at as "askedAt", u.name as "askedBy",
    case when e.removed_at is not null or e.expires_at < now() then 'removed' when e.ready_at is not null then 'ready' when e.failed_at is not null then 'failed'
      when e.cancelled_at is not null then 'cancelled' when p.export_id is not null then 'running' else 'queued' end as state,
    p.done, p.total, e.entries, e.left_out as "leftOut", e.checkpoint, e.bytes, encode(e.sha256, 'hex') as sha256, e.file_name as "fileName",
    e.expires_at as "expiresAt", e.failure
  from audit_exports e left join audit_export_progress p on p.workspace_id = e.workspace_id and p.export_id = e.id left join users u on u.id = e.asked_by`;

const number = (text: string | null) => (text === null ? null : Number(text));
const date = (value: unknown) => (value === null ? null : new Date(value as string));

/** Returns an export as pages show it. */
export const exportOf = (row: Row): AuditExport => ({
  ...row,
  askedAt: new Date(row.askedAt),
  expiresAt: date(row.expiresAt),
  done: number(row.done),
  total: number(row.total),
  entries: number(row.entries),
  leftOut: number(row.leftOut),
  checkpoint: number(row.checkpoint),
  bytes: number(row.bytes),
});
