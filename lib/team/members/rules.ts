import type { Role } from "#lib/core/actor.ts";

export const invitableRoles = ["member", "viewer", "admin"] as const;
export type InvitableRole = (typeof invitableRoles)[number];

/** Whether `role` may bring in, change or remove somebody who is (or shall be) `other`: only owners make or unmake admins and owners. */
export function mayManage(role: Role, other: Role): boolean {
  if (role === "owner") return true;
  return role === "admin" && (other === "member" || other === "viewer");
}

/** After how many days a workspace may begin to demand two factors. */
export const gracePeriods = [0, 3, 7, 14, 30] as const;

export const INVITATION_DAYS = 7;
