import { expect, test } from "@playwright/test";
import { roleNames } from "#lib/core/actor.ts";
import type { Command } from "#lib/core/command.ts";
import { rolesAdmitted } from "#lib/core/policies.ts";
import { mayManage } from "#lib/team/members/rules.ts";
import { findCommands } from "#testing/contract/commands.fixture.ts";
import { abilities } from "./abilities.ts";

const commands = await findCommands();
const found = (name: string) => commands.get(name) as Command;

test("the role table names every workspace command once, as its policy", () => {
  const inTable = abilities.flatMap((ability) => ability.commands);
  const ofWorkspaces = [...commands.keys()].filter((name) => rolesAdmitted(found(name).spec.policy) !== null);
  expect(inTable.toSorted()).toEqual(ofWorkspaces.toSorted());
  for (const { words, commands, roles } of abilities)
    for (const name of commands)
      expect(roles, `${words}: ${name}`).toEqual(rolesAdmitted(found(name).spec.policy));
});

test("each role may do what the one before it may", () => {
  for (const { words, roles } of abilities)
    expect(roles, words).toEqual(roleNames.slice(roleNames.length - roles.length));
});

test("only owners manage admins and owners; members and viewers manage nobody", () => {
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
