import { expect, test } from "@playwright/test";
import type { Actor } from "#lib/core/actor.ts";
import { callerKinds, callersIn, nowhere } from "./callers.fixture.ts";
import { findCommands, findQueries } from "./commands.fixture.ts";

test("who may do what is as docs/who-may.md says", {
  tag: ["@V8.1.1", "@V8.1.2"],
}, async () => {
  const commands = await findCommands();
  const queries = await findQueries();
  const changes = [...commands.values()].map(({ spec }) => spec);
  const reads = [...queries.values()].map(({ query }) => query);
  const text = [
    "# Who may",
    "",
    "What each kind of caller may change and read, by the policies in the code. `testing/contract/contract.test.ts` calls every command and",
    "`testing/contract/walls-queries.test.ts` every query as each of them, here and with the ids of another workspace: there is no mark for",
    "another workspace's rows, because nobody may. What has a • in the last column also wants a proof of who asks of the last ten minutes.",
    "",
    "## Changes",
    "",
    ...table(changes.map((spec) => ({ ...spec, last: spec.fresh }))),
    "",
    "## Reads",
    "",
    ...table(reads.map((query) => ({ ...query, last: false }))),
    "",
  ].join("\n");
  expect(text).toMatchSnapshot("who-may.md");
});

type Line = { name: string; policy: string; admits: (actor: Actor) => boolean; last: boolean };

function table(lines: Line[]): string[] {
  const callers = callersIn(nowhere);
  const columns = ["", "Policy", ...callerKinds, "Fresh proof"];
  const rows = lines.map(({ name, policy, admits, last }) => [
    `\`${name}\``,
    policy,
    ...callerKinds.map((kind) => (admits(callers[kind]) ? "•" : "")),
    last ? "•" : "",
  ]);
  return [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
