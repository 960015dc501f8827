import type { Role } from "#lib/core/actor.ts";

export const invitableRoles = ["member", "viewer", "admin"] as const;
export type InvitableRole = (typeof invitableRoles)[number];

/**
 * Returns whether `role` may invite, change or remove a user who is (or shall be) `other`. Only owners appoint or
 * remove admins and owners.
 */
export function mayManage(role: Role, other: Role): boolean {
  if (role === "owner") return true;
  return role === "admin" && (other === "member" || other === "viewer");
}

/** Days that a workspace may set before it demands two factors. */
export const gracePeriods = [0, 3, 7, 14, 30] as const;

export const INVITATION_DAYS = 7;
