import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { work } from "#lib/core/work.ts";
import { makeMember } from "#testing/factories.ts";
import { sealEntries } from "./seal-entries.ts";

const entryOf = (workspaceId: string | null, userId: string) => ({
  action: "test.seal",
  result: "done" as const,
  entry: { workspaceId, userId, about: { userId, fields: { name: "Ada Lovelace" } } },
});

test("sealed entries are data without personal text", async () => {
  const { actor, workspaceId } = await makeMember();
  const from = { ...actor, origin: { ip: "192.0.2.77", userAgent: "Seal/1", requestId: randomUUID() } };
  const [sealed] = await work(from, ({ tx }) => sealEntries(tx, from, [entryOf(workspaceId, actor.userId)]));
  const text = JSON.stringify(sealed, (_, value) => (typeof value === "function" ? "a function" : value));
  expect(sealed).toMatchObject({ workspaceId, action: "test.seal", detail: "{}", actorKind: "member" });
  expect(sealed?.origin?.sealed.length).toBeGreaterThan(0);
  for (const personal of ["Ada Lovelace", "192.0.2.77", "Seal/1", "a function"])
    expect(text).not.toContain(personal);
});

test("sealed entries stand in the order of their chains", async () => {
  const { actor, workspaceId } = await makeMember();
  const entries = [entryOf(workspaceId, actor.userId), entryOf(null, actor.userId)];
  for (const given of [entries, entries.toReversed()]) {
    const sealed = await work(actor, ({ tx }) => sealEntries(tx, actor, given));
    const chains = sealed.map((entry) => entry.workspaceId ?? entry.userId ?? "");
    expect(chains).toEqual([workspaceId, actor.userId].sort());
  }
});
