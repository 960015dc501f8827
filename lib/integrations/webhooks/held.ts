import type { ApiKey, Member } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";

/**
 * Why a webhook waits until an admin has looked at it: who made it or set its address reported the sign-in they did it in, may keep
 * webhooks no more, or used a key that was revoked.
 */
export const heldReasons = ["disowned", "withdrawn", "key_revoked"] as const;

export type HeldReason = (typeof heldReasons)[number];

/** Returns whether an admin has to look at a webhook first. */
export const isHeld = (reason: string | null): reason is HeldReason =>
  heldReasons.some((held) => held === reason);

/**
 * Refuses programs a webhook that an admin has to look at first.
 * @throws AppError forbidden
 */
export function requireAdminFor(actor: Member | ApiKey, reason: string | null): void {
  if (isHeld(reason) && actor.kind === "apiKey")
    throw new AppError(
      "forbidden",
      "This webhook waits for an admin: who made it, or its API key, lost the right to it. An admin resumes it in the settings. Delete it, or wait.",
    );
}
