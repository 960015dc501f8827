import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, test } from "@playwright/test";
import { z } from "zod";
import { connect as openPools, roleUrls } from "#db/client.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { command } from "#lib/core/command.ts";
import { connections } from "#lib/core/database/connections.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { env } from "#lib/env.ts";
import { auditOf, makeMember } from "#testing/factories.ts";

const look = command({
  name: "workspace.update",
  allow: workspaceMember,
  input: z.object({}),
  async run({ tx }) {
    const [mine] = await tx.select({ name: workspaces.name }).from(workspaces);
    return { result: mine?.name, audit: {} };
  },
});

test("a command sends its commit before the entry is answered", async () => {
  const { actor, workspaceId } = await makeMember();
  const wire = await writerThroughRelay();
  try {
    // Every connection of the pool prepares its statements first.
    await Promise.all(Array.from({ length: 30 }, () => look(actor, {})));
    wire.withholdAnswersTo("workspace.update");
    expect(await look(actor, {})).toBe("Analytical Engines");
    expect(wire.withheld()).toBe(1);
    expect(await auditOf(workspaceId)).toHaveLength(31);
  } finally {
    await wire.close();
  }
});

/**
 * Puts a relay between the writing pool and the database. It withholds the database's answers from a statement with a given parameter on,
 * until the client sends its next statement on the same connection.
 */
async function writerThroughRelay() {
  const url = new URL(env().DATABASE_URL);
  const { hostname, port } = url;
  const sockets = new Set<Socket>();
  let parameter: string | undefined;
  let withheld = 0;
  const relay = createServer((client) => {
    const database = connect(Number(port), hostname);
    for (const socket of [client, database]) sockets.add(socket.on("error", () => {}));
    database.pipe(client);
    client.on("data", (sent) => {
      database.write(sent);
      database.resume();
      const at = parameter ? sent.indexOf(parameter) : -1;
      if (at === -1) return;
      withheld++;
      if (sent.length === sent.indexOf(sync, at) + sync.length) database.pause();
    });
  });
  await once(relay.listen(0, "127.0.0.1"), "listening");

  url.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  const through = openPools(roleUrls(url.href, env().AUTH_SECRETS[0]));
  const pools = connections();
  const direct = pools.writer;
  pools.writer = through.writer;
  return {
    withholdAnswersTo(text: string) {
      parameter = text;
    },
    withheld: () => withheld,
    async close() {
      pools.writer = direct;
      for (const socket of sockets) socket.destroy();
      await through.end();
      relay.close();
    },
  };
}

/** The message that ends a statement (PostgreSQL's protocol 3, "Sync"). */
const sync = Buffer.from([0x53, 0, 0, 0, 4]);
