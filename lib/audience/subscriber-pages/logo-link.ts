/** A logo as `logo_of` names it. */
export type LogoRow = { id: string; width: number; height: number } | null;

/** A logo as a page shows it: its path on our own address, and the room it takes. */
export type Logo = { path: string; width: number; height: number } | null;

/** Returns a logo for a page; null for none. */
export const logoShown = (workspaceId: string, row: LogoRow): Logo =>
  row && { path: `/subscribe/logos/${workspaceId}/${row.id}.png`, width: row.width, height: row.height };
