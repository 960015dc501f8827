import { expect, test } from "@playwright/test";
import type postgres from "postgres";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { claimDeliveries } from "./claim.ts";

type Node = { "Actual Rows": number; "Actual Loops": number; Plans?: Node[] };

test("a claim reads its own rows alone in a queue just written", async () => {
  const people = 1500;
  const ready = await readyCampaign(people);
  await ready.send();
  const plan = await connections().writer.transaction(async (tx) => {
    await enter(tx, ready.workspaceId, null);
    await claimDeliveries(explaining(tx), {
      workspaceId: ready.workspaceId,
      campaignId: ready.campaignId,
      newsletterId: ready.newsletter.id,
      accountId: ready.account.id,
      limit: 8,
      leaseSeconds: 60,
      after: null,
    });
    return plans.at(-1);
  });

  // Counted in rows, because pages and times depend on what else the server holds.
  expect(plan && rowsOf(plan)).toBeGreaterThan(8);
  expect(plan && rowsOf(plan)).toBeLessThan(people / 2);
  await ready.server.close();
});

const plans: Node[] = [];

/** The transaction, but a statement that claims is explained while it runs. */
function explaining(tx: Transaction): Transaction {
  const { dialect, session } = tx as unknown as {
    dialect: unknown;
    session: { client: postgres.TransactionSql };
  };
  const unsafe = async (text: string, given: never[], how: object) => {
    if (!/^\s*with due/.test(text)) return session.client.unsafe(text, given, how);
    const [row] = await session.client.unsafe<{ "QUERY PLAN": [{ Plan: Node }] }[]>(
      `explain (analyze, format json) ${text}`,
      given,
    );
    if (row) plans.push(row["QUERY PLAN"][0].Plan);
    return [];
  };
  return { dialect, session: { client: { unsafe } } } as unknown as Transaction;
}

const rowsOf = (node: Node): number =>
  node["Actual Rows"] * node["Actual Loops"] +
  (node.Plans ?? []).reduce((sum, plan) => sum + rowsOf(plan), 0);
