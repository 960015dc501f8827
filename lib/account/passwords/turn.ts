import type { Actor } from "#lib/core/actor.ts";
import { addressRanges } from "#lib/core/throttle/address-range.ts";
import type { Turn } from "./semaphore.ts";

/** The most visitors that may wait for bcrypt: those with a proof of work (or of patience), and all others. */
const UP_TO = { proved: 64, unproved: 12, elsewhere: 32 };

/** Returns the turn of a form that a visitor may send. A signed-in user goes before every visitor. */
export function turnOf(actor: Actor): Turn {
  if ("sessionId" in actor) return { known: `user ${actor.userId}` };
  return { networks: addressRanges(actor.origin.ip), upTo: UP_TO.elsewhere };
}

/**
 * Returns the turn of a sign-in. A browser that has signed in to the account before goes first. Only an account's owner
 * can make the mark that proves it, so that a botnet of any size cannot take its place.
 */
export function turnOfSignIn(of: { ip: string | null; device: string | null; proved: boolean }): Turn {
  if (of.device) return { known: `device ${of.device}` };
  return { networks: addressRanges(of.ip), upTo: of.proved ? UP_TO.proved : UP_TO.unproved };
}
