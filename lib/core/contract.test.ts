import { expect, test } from "@playwright/test";
import { anonymous, makeMember, ownerSql } from "#db/factories.ts";
import { type Actor, FRESH_SECONDS } from "./actor.ts";
import type { Command } from "./command.ts";
import { commandNames } from "./command-names.ts";
import { findCommands, refusal, snapshot } from "./commands.fixture.ts";
import { cases } from "./contract.cases.ts";

const commands = await findCommands();

test("every command name has one command, found by itself", () => {
  expect([...commands.keys()].sort()).toEqual([...commandNames].sort());
});

for (const name of commandNames) {
  test.describe(name, () => {
    test("done, and recorded in the same transaction", async () => {
      const { actor, input } = await cases[name]();
      await found(name)(actor, input);

      const [entry] = await entries(actor, name, "done");
      expect(entry).toMatchObject({ actor_kind: actor.kind });
    });

    test("V8.2.1 refused to nobody signed in, and recorded, unless it says why not", async () => {
      const { input, openToAnonymous } = await cases[name]();
      const open = ["anyone", "visitor"].includes(found(name).spec.policy);
      expect(openToAnonymous !== undefined, "a reason for an open policy, and only for one").toBe(open);
      if (open) return;
      // A network of its own: what one network is refused is recorded up to a limit.
      const network = (commandNames.indexOf(name) + 1).toString(16);
      const nobody = { ...anonymous(), origin: { ...anonymous().origin, ip: `2001:db8:c0:${network}::1` } };

      expect(await refusal(found(name), nobody, input)).toBe("forbidden");
      expect(await entries(nobody, name, "refused")).toHaveLength(1);
    });

    test("V7.5.1 V7.5.3 what asks for a fresh proof is refused without one, and changes nothing", async () => {
      if (!found(name).spec.fresh) return;
      const { actor, input } = await cases[name]();
      const before = await snapshot(actor);
      const stale = { ...actor, authTime: new Date(Date.now() - FRESH_SECONDS * 1000) } as Actor;

      expect(await refusal(found(name), stale, input)).toBe("reauthenticate");
      expect(await snapshot(actor)).toEqual(before);
    });

    test("V8.2.2 V8.4.1 refused to a stranger from another workspace, and recorded; in any case nothing changes here", async () => {
      const { actor, input, openToStrangers } = await cases[name]();
      const { actor: stranger } = await makeMember();
      const before = await snapshot(actor);
      if (openToStrangers) {
        await refusal(found(name), stranger, input);
        expect(await snapshot(actor)).toEqual(before);
        return;
      }

      expect(["forbidden", "notFound"]).toContain(await refusal(found(name), stranger, input));
      expect(await entries(stranger, name, "refused")).toHaveLength(1);
      expect(await snapshot(actor)).toEqual(before);
    });
  });
}

const found = (name: string) => commands.get(name) as Command;

const entries = (actor: Actor, action: string, result: string) =>
  ownerSql()`select actor_kind, detail from audit_events
    where request_id = ${actor.origin.requestId} and action = ${action} and result = ${result}`;
