import type { Actor, Anonymous, ApiKey, Job, Member, Role, Subscriber, User, WorkspaceJob } from "./actor.ts";
import { roleNames } from "./actor.ts";

/**
 * Says which actors may run a command or query. Admitting narrows the actor's type, so that `run` sees only what the
 * policy proved.
 */
export type Policy<A extends Actor = Actor> = { name: string; admits: (actor: Actor) => actor is A };

const policy = <A extends Actor>(name: string, admits: (actor: Actor) => boolean): Policy<A> => ({
  name,
  admits: (actor): actor is A => admits(actor),
});

const atLeast = (role: Role) => (actor: Actor) =>
  actor.kind === "member" && roleNames.indexOf(actor.role) >= roleNames.indexOf(role);

/** For forms used before sign-in, such as sign-up and sign-in. Signed-in users may use them too. */
export const visitor = policy<Anonymous | User | Member>("visitor", (actor) =>
  ["anonymous", "user", "member"].includes(actor.kind),
);
export const signedIn = policy<User | Member>(
  "signed in",
  (actor) => actor.kind === "user" || actor.kind === "member",
);
export const workspaceViewer = policy<Member>("workspace viewer", atLeast("viewer"));
export const workspaceMember = policy<Member>("workspace member", atLeast("member"));
export const workspaceAdmin = policy<Member>("workspace admin", atLeast("admin"));
export const workspaceOwner = policy<Member>("workspace owner", atLeast("owner"));
/** Returns whether scopes hold one. Who may change something may read it. */
export const holdsScope = (scopes: readonly string[], scope: string) =>
  scopes.includes(scope) || (scope.endsWith(":read") && scopes.includes(scope.replace(/:read$/, ":write")));

/** For what programs may do too: members by their role, and keys that have every one of these scopes. */
export const orKey = <A extends Actor>(members: Policy<A>, ...scopes: string[]) =>
  policy<A | ApiKey>(
    `${members.name}${orKeyWith}${scopes.join(" and ")}`,
    (actor) =>
      members.admits(actor) ||
      (actor.kind === "apiKey" && scopes.every((scope) => holdsScope(actor.scopes, scope))),
  );
const orKeyWith = ", or key with ";
export const subscriberLink = policy<Subscriber>("subscriber", (actor) => actor.kind === "subscriber");
export const installationJob = policy<Job>(
  "installation job",
  (actor) => actor.kind === "job" && actor.workspaceId === null,
);
/**
 * For actions of the installation's owner, and for the operator's commands and jobs. It admits any signed-in user, so the
 * command itself checks for the owner in the database.
 */
export const signedInOrJob = policy<User | Member | Job>(
  "signed in or job",
  (actor) => signedIn.admits(actor) || installationJob.admits(actor),
);
export const workspaceJob = policy<WorkspaceJob>(
  "workspace job",
  (actor) => actor.kind === "job" && actor.workspaceId !== null,
);

/** For steps of slow work that a member's own request or a job of the workspace takes. */
export const workspaceMemberOrJob = policy<Member | WorkspaceJob>(
  "workspace member or job",
  (actor) => workspaceMember.admits(actor) || workspaceJob.admits(actor),
);

const forMembers = [workspaceViewer, workspaceMember, workspaceAdmin, workspaceOwner];

/** Returns the roles that a policy admits, by the policy's name; null for a policy that is not about members. */
export function rolesAdmitted(policyName: string): Role[] | null {
  const found = forMembers.find(({ name }) => name === policyName.split(orKeyWith)[0]);
  return found ? roleNames.filter((role) => found.admits({ kind: "member", role } as Member)) : null;
}
