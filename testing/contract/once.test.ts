import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { sha256 } from "#lib/crypto/hash.ts";
import { caseOf } from "./cases.fixture.ts";
import { findCommands, snapshot } from "./commands.fixture.ts";

const commands = await findCommands();
const creates = [...commands.keys()].filter((name) => /\.(create|duplicate|connect)$/.test(name));

/** Creating commands that a form sent twice may run twice, each with the reason. */
const exceptions: Record<string, string> = {
  "api_key.create": "Its result is the key, and a key is kept nowhere.",
  "webhook.create": "Its result is a signing secret, which is kept sealed and never as an answer.",
  "workspace.create": "It leaves the workspace that would keep its result.",
};

test("every creating command keeps its result for a second post", () => {
  const without = creates.filter((name) => !commands.get(name)?.spec.once && !exceptions[name]);
  expect(without, "say `once: true`, or why not in exceptions").toEqual([]);
  expect(Object.keys(exceptions).filter((name) => commands.get(name)?.spec.once)).toEqual([]);
});

for (const [name, found] of commands) {
  if (!found.spec.once) continue;
  test(`${name} run twice with one key answers alike and changes once`, async () => {
    const { actor, input } = await caseOf(name)();
    const call = { once: { key: randomBytes(16).toString("hex"), said: sha256("the form") } };
    const first = await found(actor, input, call);
    const after = await snapshot(actor);
    expect(await found(actor, input, call)).toEqual(first);
    const { attempt_counters: _, ...again } = await snapshot(actor);
    const { attempt_counters: __, ...before } = after;
    expect(again).toEqual(before);
  });
}
