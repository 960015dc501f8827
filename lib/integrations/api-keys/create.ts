import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { apiKeys } from "#db/schema/api-keys.ts";
import { command } from "#lib/core/command.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { generateApiKey } from "#lib/crypto/api-key.ts";
import { keyName, keyRanges, keyScopes, lifetimes } from "./input.ts";
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
    const { key, id: publicId, hash, lastFour } = generateApiKey(environment);
    const id = uuidv7();
    await tx.insert(apiKeys).values({
      workspaceId: actor.workspaceId,
      id,
      publicId,
      secretHash: hash,
      lastFour,
      name,
      environment,
      scopes,
      ipRanges,
      createdBy: actor.userId,
      expiresAt: lifetime === "never" ? null : sql`now() + make_interval(days => ${Number(lifetime)})`,
    });
    await mailAboutKey(context, { name, lastFour, environment, rotated: false });
    return {
      result: { id, key },
      audit: { target: id, detail: { environment, scopes, lifetime, ranges: ipRanges.length, lastFour } },
    };
  },
});
