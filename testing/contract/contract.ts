import type { Actor, Role } from "#lib/core/actor.ts";
import type { CommandName } from "#lib/core/command-names.ts";
import type { World } from "./world.fixture.ts";

/**
 * How the contract test calls a command so that it succeeds: a workspace of its own, an actor who may, the input. The test then calls it as
 * every other kind of caller, here and from another workspace. Each noun keeps its cases in lib/<noun>/contract.cases.ts.
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

export type Cases<Names extends CommandName> = Record<Names, Case>;

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

export type QueryCases = Record<string, QueryCase>;

/** About the caller's own account, by a table that has no wall: people are looked up by name all over the product. */
export const ownAccount: QueryCase = () => ({ outsideTheWall: "Of users, by the caller's own id." });
