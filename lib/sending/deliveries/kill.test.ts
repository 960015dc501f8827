import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { readyCampaign } from "./campaign.fixture.ts";

const worker = fileURLToPath(new URL("../../../testing/servers/delivery-worker.ts", import.meta.url));
const connections = 5;

test("killed workers send nothing twice and lose nothing", async () => {
  test.setTimeout(180_000);
  const people = 300;
  const kills = 3;
  const ready = await readyCampaign(people, { server: { behaviour: { delayMs: 15 } } });
  await ready.send();

  for (let n = 1; n <= kills; n += 1) {
    const before = (await ready.arrived()).length;
    const child = spawn(process.execPath, [worker, ready.workspaceId, ready.campaignId], {
      stdio: "inherit",
    });
    const exited = new Promise((resolve) => child.once("exit", resolve));
    await expect
      .poll(async () => (await ready.arrived()).length, { timeout: 30_000, intervals: [20] })
      .toBeGreaterThan(before + 15 * n);
    child.kill("SIGKILL");
    await exited;
    await ready.timePasses();
  }
  await ready.deliver();

  const arrived = await ready.arrived();
  const states = await ready.states();
  const unknown = states["unknown/worker_lost"] ?? 0;
  expect(new Set(arrived).size).toBe(arrived.length);
  expect((states.sent ?? 0) + unknown).toBe(people);
  // Claimed at most half as many again as the connections; a tenth of a second of results may not have been written.
  expect(unknown).toBeLessThanOrEqual(kills * (2 * connections + 60));
  expect(arrived.length).toBeGreaterThanOrEqual(states.sent ?? 0);
  expect(arrived.length).toBeLessThanOrEqual(people);
  expect((await ready.campaign())?.finished_at).not.toBeNull();
  await ready.server.close();
});
