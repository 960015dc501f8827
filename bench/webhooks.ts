// Deliveries of one webhook to a receiver on this machine, with rows, signatures and vetting, against bare posts over kept connections.
// Then what a listening address adds to people who subscribe: the same rows with it and without.
// npm run bench webhooks -- [--size=4000] [--people=200000] [--rounds=3]
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { closeConnections } from "#lib/core/database/connections.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { createWebhook } from "#lib/integrations/webhooks/create.ts";
import { webhookDeliver, webhookDeliverSlow } from "#lib/integrations/webhooks/job.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";
import { readArguments } from "./arguments.ts";
import { benchDatabase } from "./database.ts";
import { fillContacts } from "./people.ts";
import { type Line, printTable } from "./table.ts";

const { size, people, rounds } = readArguments({ size: 4000, people: 200_000, rounds: 3 });
const database = await benchDatabase();
process.env.ALLOW_PRIVATE_WEBHOOK_HOSTS = "on";
let received = 0;
const server = createServer((asked, response) => {
  asked.resume().on("end", () => {
    received += 1;
    response.writeHead(204).end();
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}/hooks`;

try {
  await deliver();
  await subscribe();
} finally {
  server.closeAllConnections();
  server.close();
  await closeConnections();
  await database.stop();
}
process.exit(0);

async function deliver() {
  const { actor, workspaceId } = await makeMember();
  const { id: webhookId } = await createWebhook(actor, {
    url,
    description: "",
    events: ["contact.erased"],
  });
  const { admin } = database;
  const limit: Line = { name: "bare posts, four at once", rounds: [] };
  const ours: Line = { name: "webhook-deliver", rounds: [], of: limit, target: 0.1 };
  for (let round = 0; round < rounds; round++) {
    limit.rounds.push(size / (await seconds(() => barePosts())));
    await admin`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, contact_id)
      select ${workspaceId}, new_id(), ${webhookId}, new_id(), 'contact.erased', new_id() from generate_series(1, ${size})`;
    received = 0;
    const took = await seconds(async () => {
      while (received < size) {
        await runJob(webhookDeliver, { workspaceId, webhookId });
        await runJob(webhookDeliverSlow, { workspaceId, webhookId });
      }
    });
    const [row] = await admin<{ left: number }[]>`
      select count(*)::int as left from webhook_deliveries where webhook_id = ${webhookId} and state <> 'delivered'`;
    if (received !== size || row?.left !== 0)
      throw new Error(`${received} of ${size} arrived, ${row?.left} are left.`);
    ours.rounds.push(size / took);
  }
  printTable(`Delivering ${size.toLocaleString("en")} events to one webhook`, "events/s", [limit, ours]);
}

async function barePosts() {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const body = JSON.stringify({ type: "contact.erased", timestamp: new Date().toISOString(), data: {} });
  const post = () =>
    new Promise<void>((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, method: "POST", agent }, (answer) =>
        answer.resume().on("end", resolve),
      );
      sent.on("error", reject);
      sent.end(body);
    });
  let left = size;
  const place = async () => {
    while (left-- > 0) await post();
  };
  await Promise.all(Array.from({ length: 4 }, place));
  agent.destroy();
}

async function subscribe() {
  const { admin } = database;
  const limit: Line = { name: "nobody listens", rounds: [] };
  const ours: Line = { name: "one address listens", rounds: [], of: limit, target: 0.4 };
  for (let round = 0; round < rounds; round++)
    for (const line of [limit, ours]) {
      const { actor, workspaceId } = await makeMember();
      const { id } = await makeNewsletter(workspaceId);
      const events = ["contact.subscribed" as const];
      if (line === ours) await createWebhook(actor, { url, description: "", events });
      line.rounds.push(people / (await seconds(() => fillContacts(admin, workspaceId, id, people))));
      const [row] = await admin<{ told: number }[]>`
        select count(*)::int as told from webhook_deliveries where workspace_id = ${workspaceId}`;
      if (row?.told !== (line === ours ? people : 0))
        throw new Error(`${row?.told} events for ${people} people.`);
    }
  printTable(`${people.toLocaleString("en")} people who subscribe`, "people/s", [limit, ours]);
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}
