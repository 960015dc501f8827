import { uuidv7 } from "uuidv7";
import { type Actor, type Origin, type Role, roleNames } from "#lib/core/actor.ts";
import { scopes } from "#lib/integrations/api-keys/scopes.ts";
import { asOwner, makeMember, makeSignedIn } from "#testing/factories.ts";

/** Every kind of caller there is, in the words of the table of who may (docs/who-may.md). */
export const callerKinds = [
  "nobody",
  "signed in",
  ...roleNames,
  "subscriber",
  "API key",
  "provider",
  "workspace job",
  "installation job",
] as const;

export type CallerKind = (typeof callerKinds)[number];

type Place = {
  workspaceId: string;
  people: Record<Role | "signed in", { userId: string; sessionId: string }>;
  /** The key of a program there. */
  keyId: string;
};

/** One of each, standing in `place`. What counts attempts counts these apart from any other's: their networks and ids are their own. */
export function callersIn({ workspaceId, people, keyId }: Place): Record<CallerKind, Actor> {
  const origin = (): Origin => ({ ip: newNetwork(), userAgent: "walls", requestId: uuidv7() });
  const session = () => ({ authTime: new Date(), origin: origin() });
  const member = (role: Role): Actor => ({
    kind: "member",
    ...people[role],
    workspaceId,
    role,
    ...session(),
  });
  const links = { contactId: uuidv7(), deliveryId: uuidv7(), campaignId: uuidv7(), newsletterId: uuidv7() };
  return {
    nobody: { kind: "anonymous", origin: origin() },
    "signed in": { kind: "user", ...people["signed in"], ...session() },
    viewer: member("viewer"),
    member: member("member"),
    admin: member("admin"),
    owner: member("owner"),
    subscriber: { kind: "subscriber", workspaceId, ...links, origin: origin() },
    "API key": {
      kind: "apiKey",
      keyId,
      workspaceId,
      scopes: [...scopes],
      environment: "live",
      madeBy: people.owner.userId,
      origin: origin(),
    },
    provider: { kind: "provider", workspaceId, provider: uuidv7(), origin: origin() },
    "workspace job": { kind: "job", job: "walls", workspaceId, origin: origin() },
    "installation job": { kind: "job", job: "walls", workspaceId: null, origin: origin() },
  };
}

const hex = (of: string) => of.match(/.{4}/g)?.join(":") ?? "";
const newNetwork = () => `fd00:${hex(uuidv7().replaceAll("-", "").slice(-12))}::1`;

let elsewhere: Promise<Place> | undefined;

/** A workspace with somebody in each role, made once per process. It is changed by what its people may do in it. */
export function anotherPlace(): Promise<Place> {
  elsewhere ??= makePlace();
  return elsewhere;
}

/** A workspace of its own, for calls that may end a session or a membership there. */
export async function makePlace(): Promise<Place> {
  const { actor, workspaceId } = await makeMember();
  const person = async (role: Role) => idsOf((await makeMember({ workspaceId, role })).actor);
  return {
    workspaceId,
    keyId: await makeKey(actor),
    people: {
      viewer: await person("viewer"),
      member: await person("member"),
      admin: await person("admin"),
      owner: idsOf(actor),
      "signed in": idsOf((await makeSignedIn()).actor),
    },
  };
}

/** A key that works, made by `actor`. Returns its id. */
export async function makeKey({ workspaceId, userId }: { workspaceId: string; userId: string }) {
  const id = uuidv7();
  await asOwner(
    (
      sql,
    ) => sql`insert into api_keys (workspace_id, id, public_id, secret_hash, last_four, name, environment, scopes, created_by)
      values (${workspaceId}, ${id}, ${id.slice(-10)}, sha256(${id}), 'A1b2', 'A program', 'live', ${[...scopes]}, ${userId})`,
  );
  return id;
}

const idsOf = ({ userId, sessionId }: { userId: string; sessionId: string }) => ({ userId, sessionId });

const nobody = { userId: "", sessionId: "" };
/** For asking a policy about a kind of caller: nothing is called with these ids. */
export const nowhere = {
  workspaceId: "",
  keyId: "",
  people: { "signed in": nobody, viewer: nobody, member: nobody, admin: nobody, owner: nobody },
};
