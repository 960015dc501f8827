// The audience of a campaign with all gates, against the bare join of subscriptions and contacts.
// node scripts/run.mjs bench audience [--size=1000000] [--rounds=3]
import { sql } from "drizzle-orm";
import { audienceOf, overAudience } from "#lib/audience/eligibility.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { work } from "#lib/core/work.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { fillContacts } from "./people.ts";
import { type Line, printTable } from "./table.ts";

const { size, rounds } = readArguments({ size: 1_000_000, rounds: 3 });
const database = await benchDatabase();

try {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await fillContacts(database.admin, workspaceId, newsletterId, size);
  const job: WorkspaceJob = { kind: "job", job: "bench", workspaceId, origin: actor.origin };
  const bare = sql`select count(person.email) as people, count(subscription.confirmed_at) as gets
    from subscriptions subscription
    join contacts person on person.workspace_id = subscription.workspace_id and person.id = subscription.contact_id
    where subscription.workspace_id = ${workspaceId} and subscription.newsletter_id = ${newsletterId}`;
  const gated = sql`select count(*) as people, count(*) filter (where refusal is null) as gets
    from (${audienceOf(workspaceId, newsletterId)}) audience`;
  const looked = (statement: typeof bare) =>
    work(job, ({ tx }) =>
      overAudience(tx, async () => {
        const begun = performance.now();
        const [row] = await tx.execute<{ people: string; gets: string }>(statement);
        if (Number(row?.people) !== size) throw new Error(`${row?.people} of ${size} people were judged.`);
        return { took: performance.now() - begun, gets: Number(row?.gets) };
      }),
    );
  const limit: Line = { name: "bare join, people a second", rounds: [] };
  const ours: Line = { name: "with all gates", rounds: [], of: limit, target: 0.5 };
  await looked(bare);
  await looked(gated);
  let gets = 0;
  for (let round = 0; round < rounds; round += 1) {
    limit.rounds.push((size * 1000) / (await looked(bare)).took);
    const judged = await looked(gated);
    ours.rounds.push((size * 1000) / judged.took);
    gets = judged.gets;
  }
  if (gets === 0 || gets === size)
    throw new Error(`${gets} of ${size} would get it: the gates were not asked.`);
  printTable(
    `The audience of ${size.toLocaleString("en")} contacts`,
    "people/s",
    [limit, ours],
    [`${gets.toLocaleString("en")} would get it; the others are suppressed.`],
  );
} finally {
  await closeConnections();
  await database.stop();
}
process.exit(0);
