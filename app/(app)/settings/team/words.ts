import type { Role } from "#lib/core/actor.ts";

/** The roles in the words of the screen, the strongest first. */
export const roleWords: Record<Role, { label: string; a: string; hint: string }> = {
  owner: {
    label: "Owner",
    a: "an owner",
    hint: "Everything, and who else is an owner or an admin.",
  },
  admin: {
    label: "Admin",
    a: "an admin",
    hint: "The workspace, its mail accounts, and its members and viewers.",
  },
  member: { label: "Member", a: "a member", hint: "Contacts, newsletters and campaigns: writes and sends." },
  viewer: { label: "Viewer", a: "a viewer", hint: "Reads everything, changes nothing." },
};

export const rolesByRank = ["owner", "admin", "member", "viewer"] as const;

export const protectionWords = {
  protected: { label: "Protected", tone: "ok" },
  passkey: { label: "Passkey only", tone: "warn" },
  none: { label: "Not protected", tone: "danger" },
} as const;
