/** Says where a request came from. `ip` is set by the edge, never by a header of the caller's. */
export type Origin = { ip: string | null; userAgent: string | null; requestId: string };

export const roleNames = ["viewer", "member", "admin", "owner"] as const;
export type Role = (typeof roleNames)[number];

export type Anonymous = { kind: "anonymous"; origin: Origin };
/** A signed-in user, with no workspace chosen or needed. */
export type User = { kind: "user"; userId: string; sessionId: string; authTime: Date; origin: Origin };
export type Member = {
  kind: "member";
  userId: string;
  workspaceId: string;
  role: Role;
  sessionId: string;
  /** The time of the session's last fresh proof, at sign-in or at a step-up since. */
  authTime: Date;
  origin: Origin;
};
export type ApiKey = {
  kind: "apiKey";
  keyId: string;
  workspaceId: string;
  scopes: string[];
  /** A test key works on everything, and never sends. Whom it puts on a newsletter waits, so that no later mail goes to them either. */
  environment: "live" | "test";
  /** The member who made the key. What a program makes is theirs where a row names a person. */
  madeBy: string;
  origin: Origin;
};
/** The holder of a signed link that the product mailed. */
export type Subscriber = {
  kind: "subscriber";
  workspaceId: string;
  contactId: string;
  deliveryId: string;
  campaignId: string;
  newsletterId: string | null;
  origin: Origin;
};
export type Provider = { kind: "provider"; workspaceId: string; provider: string; origin: Origin };
export type Job = { kind: "job"; job: string; workspaceId: string | null; origin: Origin };
export type WorkspaceJob = Job & { workspaceId: string };

export type Actor = Anonymous | User | Member | ApiKey | Subscriber | Provider | Job;

/** Any actor that acts inside one workspace. */
export type InWorkspace = Member | ApiKey | Subscriber | Provider | WorkspaceJob;

/** Returns the id of the workspace an actor acts in, or null outside any. */
export function workspaceOf(actor: Actor): string | null {
  return "workspaceId" in actor ? actor.workspaceId : null;
}

/** Returns the id of the signed-in user, or null for any other actor. */
export function userOf(actor: Actor): string | null {
  return "userId" in actor ? actor.userId : null;
}

/** Returns the member behind an actor: themselves, or who made the key. */
export function memberBehind(actor: Member | ApiKey): string {
  return actor.kind === "member" ? actor.userId : actor.madeBy;
}

/** A role that may ask for work. A viewer asks for none. */
export type AskingRole = Exclude<Role, "viewer">;

/** Returns the role that an actor asks for later work with. A key asks as a member does, whoever made it. */
export function askingRole(actor: Member | ApiKey): AskingRole {
  return actor.kind === "member" && actor.role !== "viewer" ? actor.role : "member";
}

/** Returns whether a test key acts. */
export const isTest = (actor: Actor) => actor.kind === "apiKey" && actor.environment === "test";

/** How long a fresh proof admits a user to sensitive actions. Using it does not prolong it (ASVS 7.5.3). */
export const FRESH_SECONDS = 600;

/** Returns whether a signed-in user has a fresh proof. It is false for programs and jobs, because they prove nothing. */
export function isFresh(actor: Actor): boolean {
  return "authTime" in actor && Date.now() - actor.authTime.getTime() < FRESH_SECONDS * 1000;
}

/** Returns the id that an audit entry names: the user's, key's or contact's id, or the provider's or job's name. */
export function actorId(actor: Actor): string | null {
  switch (actor.kind) {
    case "anonymous":
      return null;
    case "user":
    case "member":
      return actor.userId;
    case "apiKey":
      return actor.keyId;
    case "subscriber":
      return actor.contactId;
    case "provider":
      return actor.provider;
    case "job":
      return actor.job;
  }
}
