import { z } from "zod";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { isInstallationOwner } from "#lib/operations/installation-owner.ts";

/** Returns whether the menu shows the encryption keys page. */
export const looksAfterInstallation = query({
  name: "encryption_key.looks_after",
  allow: signedIn,
  input: z.object({}),
  run: ({ db, actor }) => isInstallationOwner(db, actor.userId),
});
