import type { Actor, Member, Role } from "#lib/core/actor.ts";
import type { Filled } from "#testing/filled.ts";
import type { World } from "./world.fixture.ts";

/**
 * How the contract test calls a command so that it succeeds: a workspace of its own, an actor who may, the input. The test then calls it as
 * every other kind of caller, here and from another workspace. Each noun keeps its cases in its contract.cases.ts.
 */
export type Case = () => Promise<{
  actor: Actor;
  input: unknown;
  /** Why nobody signed in may call it, where that is meant (sign-up). */
  openToAnonymous?: string;
  /** Why another workspace's owner succeeds with the same input, where that is meant: it names nothing of the first workspace. */
  openToStrangers?: string;
  /** Whom its policy admits and its own rules refuse, with the same input, and why. */
  notAs?: Partial<Record<Role | "signed in", string>>;
}>;

/** A noun's cases, exported as `commands` from its contract.cases.ts and found there. */
export type Cases = Record<string, Case>;

/** How the walls' test asks a query of a workspace with some of everything in it. */
export type QueryCase = (world: World) => {
  input?: unknown;
  /** Who asks; the workspace's owner where nobody is named. */
  actor?: Actor;
  /** Why its answer names no row of the workspace: a count, a chart. */
  showsNoRow?: string;
  /** Why it answers without a wall in the database: the table has none, or a secret link is the right to it. */
  outsideTheWall?: string;
};

/** Exported as `queries`. */
export type QueryCases = Record<string, QueryCase>;

/** What a noun adds to the world, exported as `seed`: a row of each of its tables. It returns the ids its query cases ask for. */
export type Seed = (
  world: Filled & { actor: Member; workspaceId: string; member: string },
) => Promise<Record<string, string> | undefined>;

/** About the caller's own account, by a table that has no wall: people are looked up by name all over the product. */
export const ownAccount: QueryCase = () => ({ outsideTheWall: "Of users, by the caller's own id." });
