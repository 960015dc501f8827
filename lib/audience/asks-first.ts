import { type ApiKey, isTest, type Member } from "#lib/core/actor.ts";

/**
 * Returns whether a person confirms a subscription themselves. A member gives their word for a consent outside Mailneo, which
 * a program cannot, so that it obeys what the newsletter asks. Whom a test key puts on waits in any case.
 */
export const asksFirst = (
  actor: Member | ApiKey,
  { confirmationRequired }: { confirmationRequired: boolean },
) => (actor.kind === "apiKey" && confirmationRequired) || isTest(actor);
