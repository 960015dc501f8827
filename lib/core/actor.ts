/** Where a request came from. `ip` is the edge's word, never a header the caller wrote. */
export type Origin = { ip: string | null; userAgent: string | null; requestId: string };

export const roleNames = ["viewer", "member", "admin", "owner"] as const;
export type Role = (typeof roleNames)[number];

export type Anonymous = { kind: "anonymous"; origin: Origin };
/** Signed in, with no workspace chosen or needed. */
export type User = { kind: "user"; userId: string; sessionId: string; origin: Origin };
export type Member = {
  kind: "member";
  userId: string;
  workspaceId: string;
  role: Role;
  sessionId: string;
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
