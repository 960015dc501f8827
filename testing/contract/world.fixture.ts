import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Member, Subscriber } from "#lib/core/actor.ts";
import { asOwner, makeMember, ownerSql } from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { nounCases } from "./cases.fixture.ts";
import { snapshot } from "./commands.fixture.ts";

export type World = Awaited<ReturnType<typeof makeWorld>>;

let world: Promise<World> | undefined;

/** A workspace with some of everything in it, made once per process: for what only reads. */
export function theWorld(): Promise<World> {
  world ??= makeWorld();
  return world;
}

async function makeWorld() {
  const { actor, user, workspaceId } = await makeMember();
  const ids = await fill({ actor, user, workspaceId, cookie: "" });
  const { user: member } = await makeMember({ workspaceId, role: "member" });
  const base = { ...ids, actor, workspaceId, member: member.id };
  const seeds: Record<string, string> = {};
  for (const { seed } of nounCases) Object.assign(seeds, await seed?.(base));
  // A key of somebody's own that no noun makes before somebody's data is read.
  await asOwner(
    (sql) =>
      sql`insert into person_keys (id, workspace_id, person_id, salt) values (${uuidv7()}, ${workspaceId}, ${ids.contact}, ${randomBytes(32)})`,
  );
  return {
    ...base,
    /** An id that a noun's `seed` returned. */
    seeded(name: string): string {
      const id = seeds[name];
      if (!id) throw new Error(`No \`seed\` of a contract.cases.ts returns "${name}".`);
      return id;
    },
    subscriber: await subscriberIn(actor, ids.sent),
    marks: await marksOf(actor),
  };
}

async function subscriberIn({ workspaceId, origin }: Member, campaignId: string): Promise<Subscriber> {
  const [delivery] =
    await ownerSql()`select id, contact_id from deliveries where campaign_id = ${campaignId} limit 1`;
  const [deliveryId, contactId] = [String(delivery?.id), String(delivery?.contact_id)];
  return { kind: "subscriber", workspaceId, campaignId, deliveryId, contactId, newsletterId: null, origin };
}

/** Every id and every address that is in this workspace and in no other. */
async function marksOf(actor: Member): Promise<string[]> {
  const rows = Object.values(await snapshot(actor))
    .flat()
    .join("\n");
  return [
    ...new Set(rows.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9]+\.[0-9a-f]{10}@example\.com/g)),
  ];
}
