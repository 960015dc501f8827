import { expect, test } from "@playwright/test";
import { asOwner } from "#testing/factories.ts";
import { caseOf } from "./cases.fixture.ts";
import { answerOf, findCommands } from "./commands.fixture.ts";

/** Commands that go on for a person whose data may only be stored (GDPR 18), and why. Every other one that names a person refuses. */
const goesOn: Record<string, string> = {
  "bulk_action.erase": "Its batches leave restricted people out and say so; its own tests show that.",
  "bulk_action.subscribe": "The same.",
  "bulk_action.suppress": "It keeps mail off.",
  "bulk_action.tag": "Its batches leave restricted people out and say so.",
  "consent.hand_over": "A receipt is proof, which the person may ask for (GDPR 7(1), 15).",
  "contact.delete": "Erasing ends the storing. A request that holds the person is asked for by itself.",
  "contact.delete_many": "The same for several; who is held by a request is left and named.",
  "contact.hand_over": "The person's own copy (GDPR 15).",
  "contact.lift_restriction": "It ends the restriction, after the person was told.",
  "contact.suppress_many": "It keeps mail off.",
  "subscription.end": "Leaving always works.",
};

const named = [...(await findCommands())].filter(([, { spec }]) => {
  const { shape } = spec.input as { shape?: Record<string, unknown> };
  return shape && ("contactId" in shape || "contactIds" in shape);
});

test("what goes on for restricted people is a command", () => {
  const names = named.map(([name]) => name);
  expect(Object.keys(goesOn).filter((name) => !names.includes(name))).toEqual([]);
});

for (const [name, command] of named)
  test(`${name} asks for a restriction`, { tag: "@GD6" }, async () => {
    const { actor, input } = await caseOf(name)();
    const { contactId, contactIds } = input as { contactId?: string; contactIds?: string[] };
    const ids = contactIds ?? (contactId ? [contactId] : []);
    await asOwner((sql) => sql`update contacts set restricted_at = now() where id = any(${ids})`);
    const answer = await answerOf(() => command(actor, input));
    const refused = answer.code === "conflict" && /restricted their data/.test(answer.message ?? "");
    expect(refused).toBe(ids.length > 0 && !(name in goesOn));
  });
