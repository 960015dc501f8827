import type { linkPurposes } from "#db/schema/sessions.ts";
import { single } from "#lib/core/database/single.ts";
import { storedTimeZone, type TimeZone } from "#lib/core/time-zone.ts";
import { hashToken } from "#lib/crypto/tokens.ts";

export type MailedLinkSeen = {
  /** The name and first workspaces of the account the link is about. */
  name: string;
  workspaces: string[];
  /** The address change a link is about, with its new address masked, and the zone in which its owner reads times. */
  change: { to: string; at: Date; zone: TimeZone; ip: string | null; userAgent: string | null } | null;
};

/**
 * Returns what the page of a mailed link shows before it is used, or null for a dead link. Nothing is spent, because mail
 * filters open every link.
 * @throws AppError unavailable
 */
export async function lookAtLink(
  purpose: (typeof linkPurposes)[number],
  token: string,
): Promise<MailedLinkSeen | null> {
  if (token.length > 200) return null;
  const [row] = await single<Row>`
    select u.name, workspace_names_of(u.id) as workspaces, c.new_email, c.created_at, c.ip, c.user_agent,
      time_zone_of(u.id) as zone
    from email_tokens t join users u on u.id = t.user_id and u.disabled_at is null
    left join email_changes c on c.id = t.subject_id and t.purpose in ('confirm_email', 'approve_email', 'cancel_email')
    where t.token_hash = ${hashToken(token)} and t.purpose = ${purpose} and t.used_at is null and t.expires_at > now()
      and (t.purpose <> 'verify_email' or (u.email_verified_at is null and u.email = t.email))
      and (c.id is null or (c.cancelled_at is null and (t.purpose = 'cancel_email' or c.completed_at is null)))`;
  if (!row) return null;
  const { name, workspaces, new_email: to, created_at: at, ip, user_agent: userAgent } = row;
  const zone = storedTimeZone(row.zone);
  const change = to && at ? { to: maskedAddress(to), at: new Date(at), zone, ip, userAgent } : null;
  return { name, workspaces: workspaces.slice(0, 3), change };
}

type Row = {
  name: string;
  workspaces: string[];
  new_email: string | null;
  created_at: string | null;
  ip: string | null;
  user_agent: string | null;
  zone: string | null;
};

/** Returns an address by which its owner knows it and nobody else can write to it: "a•••e@example.com". */
export function maskedAddress(email: string): string {
  const at = email.lastIndexOf("@");
  const local = [...email.slice(0, at)];
  const shown = local.length > 2 ? `${local[0]}•••${local.at(-1)}` : `${local[0] ?? ""}•••`;
  return `${shown}${email.slice(at)}`;
}
