import { expect, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { emailAccounts } from "#db/schema/email-accounts.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import type { Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import type { Vault } from "#lib/core/vault/vault.ts";
import { work } from "#lib/core/work.ts";
import { VaultError } from "#lib/crypto/vault-error.ts";
import { asOwner, auditOf, makeEmailAccount, makeMember } from "#testing/factories.ts";

async function account() {
  const { actor, workspaceId } = await makeMember({ role: "owner" });
  const { id } = await makeEmailAccount(workspaceId);
  return { actor, workspaceId, id };
}

async function openPassword(
  { tx, vault }: { tx: Transaction; vault: Vault },
  { workspaceId }: Member,
  id: string,
) {
  const [row] = await tx
    .select({ secret: emailAccounts.secret, keyId: emailAccounts.secretKeyId })
    .from(emailAccounts)
    .where(eq(emailAccounts.id, id));
  const place = { kind: "mail account password", rowId: id, workspaceId } as const;
  return vault.open(place, row?.secret as Buffer, row?.keyId ?? "", "test");
}

const opening = (then: () => void) =>
  command({
    name: "workspace.update",
    allow: workspaceAdmin,
    input: z.object({ id: z.string() }),
    async run(context, { id }) {
      await context.tx
        .update(workspaces)
        .set({ name: "Opened" })
        .where(eq(workspaces.id, context.actor.workspaceId));
      await openPassword(context, context.actor, id);
      then();
      return { result: null, audit: {} };
    },
  });

const decrypted = (id: string, result = "done") => ({
  action: "credential.decrypt",
  result,
  target: id,
  detail: { purpose: "test", kind: "mail account password" },
});

const recorded = async (workspaceId: string) =>
  (await auditOf(workspaceId)).toSorted((a, b) => (a.action < b.action ? -1 : 1));

test("what a command opens is recorded beside it, with its purpose", async () => {
  const { actor, workspaceId, id } = await account();
  await opening(() => {})(actor, { id });
  expect(await recorded(workspaceId)).toMatchObject([
    decrypted(id),
    { action: "workspace.update", result: "done" },
  ]);
});

test("what a command opened stays recorded when all else is taken back", async () => {
  const { actor, workspaceId, id } = await account();
  const refused = opening(() => {
    throw conflict("No.");
  });
  await expect(refused(actor, { id })).rejects.toMatchObject({ code: "conflict" });
  expect(await recorded(workspaceId)).toMatchObject([
    decrypted(id),
    { action: "workspace.update", result: "refused" },
  ]);
});

test("what does not open is recorded as failed", { tag: "@V16.3.4" }, async () => {
  const { actor, workspaceId, id } = await account();
  const other = await account();
  // Another account's sealed password, moved here.
  await asOwner(
    (sql) =>
      sql`update email_accounts a set secret = b.secret from email_accounts b where a.id = ${id} and b.id = ${other.id}`,
  );
  await expect(opening(() => {})(actor, { id })).rejects.toThrow(VaultError);
  expect(await recorded(workspaceId)).toMatchObject([
    decrypted(id, "failed"),
    { action: "workspace.update", result: "failed" },
  ]);
});

test("what work under way opens is recorded too, also when it fails", async () => {
  const { actor, workspaceId, id } = await account();
  expect(await work(actor, (context) => openPassword(context, actor, id))).toBe("secret");
  const failing = work(actor, async (context) => {
    await openPassword(context, actor, id);
    throw new Error("later");
  });
  await expect(failing).rejects.toThrow("later");
  expect(await recorded(workspaceId)).toMatchObject([decrypted(id), decrypted(id)]);
});
