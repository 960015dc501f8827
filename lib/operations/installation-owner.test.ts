import { expect, test } from "@playwright/test";
import { connections } from "#lib/core/database/connections.ts";
import { asOwner, makeInstallationUser, makeUser } from "#testing/factories.ts";
import { isInstallationOwner } from "./installation-owner.ts";

const asks = (userId: string, named?: string[]) =>
  connections().reader.transaction((db) => isInstallationOwner(db, userId, named));

test("the installation owner is a named, verified, open account", {
  tag: "@V8.2.1",
}, async () => {
  const [owner, stranger] = [await makeInstallationUser(), await makeUser()];
  expect(await asks(owner.id)).toBe(true);
  expect(await asks(stranger.id)).toBe(false);
  expect(await asks(stranger.id, [stranger.email])).toBe(true);

  const unproved = await makeUser({ verified: false });
  expect(await asks(unproved.id, [unproved.email])).toBe(false);
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${stranger.id}`);
  expect(await asks(stranger.id, [stranger.email])).toBe(false);
});

test("without names the first verified account owns the installation", async () => {
  const [first, later, never] = [await makeUser(), await makeUser(), await makeUser({ verified: false })];
  await asOwner((sql) => sql`update users set email_verified_at = '1970-01-02' where id = ${first.id}`);
  expect(await asks(first.id, [])).toBe(true);
  for (const { id } of [later, never]) expect(await asks(id, [])).toBe(false);
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${first.id}`);
  expect(await asks(first.id, [])).toBe(false);
});
