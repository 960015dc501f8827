import { expect, test } from "@playwright/test";
import type { Role } from "#lib/core/actor.ts";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { listApiKeys } from "#lib/integrations/api-keys/list.ts";
import { rotateApiKey } from "#lib/integrations/api-keys/rotate.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { auditOf, makeMember, ownerSql } from "#testing/factories.ts";
import { changeRole } from "./change-role.ts";
import { leaveWorkspace } from "./leave.ts";
import { removeMember } from "./remove.ts";

async function adminWithKey() {
  const { actor: owner, user: boss, workspaceId } = await makeMember();
  const { actor: admin, user } = await makeMember({ workspaceId, role: "admin" });
  const { id, key } = await createApiKey(admin, {
    name: "Shop",
    environment: "live",
    scopes: ["contacts:read"],
    lifetime: "never",
    ipRanges: "",
  });
  return { owner, boss, admin, user, workspaceId, id, end: key.slice(-4) };
}

type Made = Awaited<ReturnType<typeof adminWithKey>>;

const keyOf = async ({ owner, id }: Made) => (await listApiKeys(owner, { keyId: id }))[0];
const lastMail = async (email: string) => {
  const mails = await ownerSql()<
    { data: PlatformMail }[]
  >`select data from pgboss.job where name = 'platform-mail'
    and data->'to'->>'address' = ${email} order by created_on`;
  return mails.at(-1)?.data.paragraphs.join("\n") ?? "";
};
const lastDetail = async ({ workspaceId }: Made) => (await auditOf(workspaceId)).at(-1)?.detail;

const ways: Record<
  string,
  (made: Made, revokeKeys?: boolean) => Promise<{ keysRevoked: string[]; keysKept: string[] }>
> = {
  removed: ({ owner, user }, revokeKeys) => removeMember(owner, { userId: user.id, revokeKeys }),
  ...Object.fromEntries(
    (["member", "viewer"] satisfies Role[]).map((role) => [
      `made a ${role}`,
      ({ owner, user }: Made, revokeKeys?: boolean) =>
        changeRole(owner, { userId: user.id, role, revokeKeys }),
    ]),
  ),
};

for (const [way, withdraw] of Object.entries(ways)) {
  test(`the keys of an admin who is ${way} end`, async () => {
    const made = await adminWithKey();
    expect(await withdraw(made)).toMatchObject({ keysRevoked: [made.end], keysKept: [] });
    expect(await keyOf(made)).toMatchObject({ state: "revoked", ofLeaver: false });
    expect(await lastMail(made.boss.email)).toContain(made.end);
    expect(await lastDetail(made)).toMatchObject({ keysRevoked: [made.end] });
  });

  test(`keys kept from an admin who is ${way} stay marked until rotated`, async () => {
    const made = await adminWithKey();
    expect(await keyOf(made)).toMatchObject({ ofLeaver: false });
    expect(await withdraw(made, false)).toMatchObject({ keysRevoked: [], keysKept: [made.end] });
    expect(await keyOf(made)).toMatchObject({ revokedAt: null, ofLeaver: true });
    expect(await lastMail(made.boss.email)).toContain(made.end);
    expect(await lastDetail(made)).toMatchObject({ keysKept: [made.end] });
    await rotateApiKey(made.owner, { keyId: made.id, overlap: "1" });
    expect((await listApiKeys(made.owner, {})).filter(({ ofLeaver }) => ofLeaver)).toEqual([]);
  });
}

test("owners learn which keys somebody made who left", async () => {
  const made = await adminWithKey();
  await leaveWorkspace(made.admin, {});
  expect(await keyOf(made)).toMatchObject({ revokedAt: null, ofLeaver: true });
  expect(await lastMail(made.boss.email)).toContain(made.end);
  const { owner, boss, workspaceId } = await adminWithKey();
  const { actor: plain } = await makeMember({ workspaceId, role: "member" });
  const before = await lastMail(boss.email);
  await leaveWorkspace(plain, {});
  expect(await lastMail(boss.email)).toBe(before);
  expect(owner.workspaceId).toBe(workspaceId);
});
