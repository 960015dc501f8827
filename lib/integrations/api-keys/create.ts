import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { keyName, keyRanges, keyScopes, lifetimes } from "./input.ts";
import { insertKey } from "./insert.ts";
import { mailAboutKey } from "./key-mails.ts";
import { roomForKey } from "./keys-of-plan.ts";

/** Makes an API key and returns it. It is shown this once: only its hash and its last four characters are kept. */
export const createApiKey = command({
  name: "api_key.create",
  allow: workspaceAdmin,
  fresh: true,
  limit: { per: "workspace", max: 30, windowSeconds: 3600 },
  input: z.object({
    name: keyName,
    environment: z.enum(["live", "test"], "Choose live or test."),
    scopes: keyScopes,
    lifetime: z.enum(lifetimes, "Choose how long it lives."),
    ipRanges: keyRanges,
  }),
  async run(context, { name, environment, scopes, lifetime, ipRanges }) {
    const { tx, actor } = context;
    await roomForKey(tx, actor);
    const expiresAt = lifetime === "never" ? null : sql`now() + make_interval(days => ${Number(lifetime)})`;
    const wanted = { name, environment, scopes, ipRanges, expiresAt };
    const { id, key, lastFour } = await insertKey(tx, actor, wanted);
    await mailAboutKey(context, { name, lastFour, environment, rotated: false });
    return {
      result: { id, key },
      audit: { target: id, detail: { environment, scopes, lifetime, ranges: ipRanges.length, lastFour } },
    };
  },
});
