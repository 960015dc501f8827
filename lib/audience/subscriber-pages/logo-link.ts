import { env } from "#lib/env.ts";

/** A logo as `logo_of` names it. */
export type LogoRow = { id: string; width: number; height: number } | null;

/** A logo as a page shows it: its path on our own address, and the room it takes. */
export type Logo = { path: string; width: number; height: number } | null;

/** Returns a logo for a page; null for none. */
export const logoShown = (workspaceId: string, row: LogoRow): Logo =>
  row && { path: logoPath(workspaceId, row), width: row.width, height: row.height };

/** Returns a logo for a mail, by its whole address; null for none. */
export const logoInMail = (workspaceId: string, row: LogoRow) =>
  row && { url: `${env().APP_URL}${logoPath(workspaceId, row)}`, width: row.width, height: row.height };

const logoPath = (workspaceId: string, { id }: { id: string }) => `/subscribe/logos/${workspaceId}/${id}.png`;
