import { expect, test } from "@playwright/test";
import { makeMember, ownerSql } from "#db/factories.ts";
import { type Actor, type Member, roleNames } from "#lib/core/actor.ts";
import type { Command } from "#lib/core/command.ts";
import { commandNames } from "#lib/core/command-names.ts";
import { findCommands, refusal, snapshot } from "#lib/core/commands.fixture.ts";
import { cases } from "#lib/core/contract.cases.ts";
import { rolesAdmitted } from "#lib/core/policies.ts";
import { abilities } from "./abilities.ts";
import { mayManage } from "./rules.ts";

const commands = await findCommands();
const found = (name: string) => commands.get(name) as Command;
const openToAll = ["anyone", "visitor", "signed in"];

for (const name of commandNames) {
  test(`V8.2.1 V8.3.1 ${name}, called directly by each role, is refused exactly to those its policy leaves out`, async () => {
    const { policy } = found(name).spec;
    const admitted = rolesAdmitted(policy) ?? (openToAll.includes(policy) ? roleNames : []);
    for (const role of roleNames) {
      const { actor, input } = await cases[name]();
      const caller = await inPlaceOf(actor, role);
      const before = await snapshot(caller);
      const answer = await refusal(found(name), caller, input);
      const refused = await refusedByPolicy(caller, name, policy);
      expect(refused, `${role} of ${name}`).toBe(!admitted.includes(role));
      if (!refused) continue;
      expect(answer).toBe("forbidden");
      expect(await snapshot(caller)).toEqual(before);
    }
  });
}

test("the table of roles names every command of a workspace once, and says of each what its policy says", () => {
  const inTable = abilities.flatMap((ability) => ability.commands);
  const ofWorkspaces = commandNames.filter((name) => rolesAdmitted(found(name).spec.policy) !== null);
  expect(inTable.toSorted()).toEqual(ofWorkspaces.toSorted());
  for (const { words, commands, roles } of abilities)
    for (const name of commands)
      expect(roles, `${words}: ${name}`).toEqual(rolesAdmitted(found(name).spec.policy));
});

test("each role may do what the one before it may, and owners may all", () => {
  for (const { words, roles } of abilities)
    expect(roles, words).toEqual(roleNames.slice(roleNames.length - roles.length));
});

test("only owners make or unmake admins and owners; members and viewers manage nobody", () => {
  const pairs = roleNames.flatMap((role) =>
    roleNames.filter((other) => mayManage(role, other)).map((other) => `${role} ${other}`),
  );
  expect(pairs).toEqual([
    "admin viewer",
    "admin member",
    "owner viewer",
    "owner member",
    "owner admin",
    "owner owner",
  ]);
});

/** Somebody of that role in the workspace the case is about, or in one of their own where it is about none. */
async function inPlaceOf(actor: Actor, role: Member["role"]): Promise<Member> {
  const workspaceId = "workspaceId" in actor && actor.workspaceId ? { workspaceId: actor.workspaceId } : {};
  return (await makeMember({ ...workspaceId, role })).actor;
}

async function refusedByPolicy(actor: Member, action: string, policy: string) {
  const entries =
    await ownerSql()`select detail from audit_events where request_id = ${actor.origin.requestId}
    and action = ${action} and result = 'refused'`;
  return entries.some(({ detail }) => detail.because === `not a ${policy}`);
}
