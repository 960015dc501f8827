/** Where a request came from. `ip` is the edge's word, never a header the caller wrote. */
export type Origin = { ip: string | null; userAgent: string | null; requestId: string };

export const roleNames = ["viewer", "member", "admin", "owner"] as const;
export type Role = (typeof roleNames)[number];

export type Anonymous = { kind: "anonymous"; origin: Origin };
/** Signed in, with no workspace chosen or needed. */
export type User = { kind: "user"; userId: string; sessionId: string; authTime: Date; origin: Origin };
export type Member = {
  kind: "member";
  userId: string;
  workspaceId: string;
  role: Role;
  sessionId: string;
  /** When this session last proved who sits there: at sign-in, or at a step-up since. */
  authTime: Date;
  origin: Origin;
};
export type ApiKey = { kind: "apiKey"; keyId: string; workspaceId: string; scopes: string[]; origin: Origin };
/** Holds a link we signed and mailed. */
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

/** Any actor that speaks inside one workspace. */
export type InWorkspace = Member | ApiKey | Subscriber | Provider | WorkspaceJob;

export function workspaceOf(actor: Actor): string | null {
  return "workspaceId" in actor ? actor.workspaceId : null;
}

export function userOf(actor: Actor): string | null {
  return "userId" in actor ? actor.userId : null;
}

/** How long a proof of who sits there is good for what is sensitive. It does not slide: using it does not prolong it (ASVS 7.5.3). */
export const FRESH_SECONDS = 600;

/** Whether a signed-in person proved themselves lately. Programs and jobs never did: nothing sensitive is theirs to do. */
export function isFresh(actor: Actor): boolean {
  return "authTime" in actor && Date.now() - actor.authTime.getTime() < FRESH_SECONDS * 1000;
}

/** The id an audit entry names: the key, the contact, the job; a person for those who signed in. */
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
