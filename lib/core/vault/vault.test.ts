import { expect, test } from "@playwright/test";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { makeMember } from "#testing/factories.ts";
import { vaultIn } from "./vault.ts";

test("a data key of a rolled-back transaction is never reused", {
  tag: "@V11.2.5",
}, async () => {
  const { workspaceId } = await makeMember();
  const inTransaction = <T>(run: (vault: ReturnType<typeof vaultIn>) => Promise<T>) =>
    connections().writer.transaction(async (tx) => {
      await enter(tx, workspaceId, null);
      return run(vaultIn(tx));
    });

  let lost = "";
  const failing = inTransaction(async (vault) => {
    await vault.emailHash(workspaceId, "ada@example.com");
    lost = (await vault.emailHash(workspaceId, "ada@example.com")).toString("hex");
    throw new Error("rolled back");
  });
  await expect(failing).rejects.toThrow("rolled back");

  const hash = () => inTransaction((vault) => vault.emailHash(workspaceId, "ada@example.com"));
  const kept = await hash();
  expect(kept.toString("hex")).not.toBe(lost);
  expect(await hash()).toEqual(kept);
});
