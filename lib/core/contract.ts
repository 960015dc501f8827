import type { Actor } from "./actor.ts";
import type { CommandName } from "./command-names.ts";

/**
 * How the contract test calls a command so that it succeeds: a workspace of its own, an actor who may, the input. The test then calls it as
 * nobody and as the owner of another workspace. Each noun keeps its cases in lib/<noun>/contract.cases.ts.
 */
export type Case = () => Promise<{
  actor: Actor;
  input: unknown;
  /** Why nobody signed in may call it, where that is meant (sign-up). */
  openToAnonymous?: string;
  /** Why another workspace's owner succeeds with the same input, where that is meant: it names nothing of the first workspace. */
  openToStrangers?: string;
}>;

export type Cases<Names extends CommandName> = Record<Names, Case>;
