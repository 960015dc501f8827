import { expect, test } from "@playwright/test";
import { record, wrongPassword } from "#e2e/support/log.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { listAuditLog, listMyActivity } from "#lib/audit/log/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { removeMember } from "#lib/team/members/remove.ts";
import { asOwner, makeContacts, makeMember, makeUser } from "#testing/factories.ts";

const found = async (actor: Member, q: string) =>
  (await listAuditLog(actor, { filters: { q } })).entries.map(({ action }) => action);

async function makeTeam() {
  const owner = await makeMember();
  const user = await makeUser({
    name: "Mara Quinn",
    email: `mara.${owner.workspaceId.slice(-12)}@studio.example`,
  });
  const mara = await makeMember({ workspaceId: owner.workspaceId, role: "member", user });
  return { owner, mara };
}

test("a person's name and a part of the address find their entries", async () => {
  const { owner, mara } = await makeTeam();
  await record(wrongPassword(mara.user.id));
  await createNewsletter(owner.actor, { name: "Weekly", description: "" });
  for (const q of ["Mara", "mara q", "quinn", mara.user.email, mara.user.email.slice(0, 15), "@studio.exam"])
    expect(await found(owner.actor, q), q).toEqual(["session.sign_in"]);
  await removeMember(owner.actor, { userId: mara.user.id });
  expect(
    await found(owner.actor, "mara"),
    "also of one who left, as far as the workspace's log goes",
  ).toEqual(["member.remove"]);
});

test("a label or the beginning of an address finds its entries", async () => {
  const { owner } = await makeTeam();
  await createNewsletter(owner.actor, { name: "The Weekly Engine", description: "" });
  const [contact] = await makeContacts(owner.workspaceId, 1);
  await record({ by: owner.actor, action: "contact.create", entry: { target: String(contact?.id) } });
  expect(await found(owner.actor, "weekly eng")).toEqual(["newsletter.create"]);
  const email = String(contact?.email);
  expect(await found(owner.actor, email.slice(0, email.indexOf("@")))).toEqual(["contact.create"]);
  await asOwner((sql) => sql`delete from contacts where id = ${String(contact?.id)}`);
  expect(await found(owner.actor, email), "who was erased is not found").toEqual([]);
});

test("meaningless text finds nothing, and no other workspace's entries are found", async () => {
  const { owner, mara } = await makeTeam();
  await createNewsletter(owner.actor, { name: "Weekly", description: "" });
  for (const q of ["zzzz", "%", "_", "\\", "%%", "'", "no such thing"])
    expect(await found(owner.actor, q), q).toEqual([]);
  const { actor: stranger } = await makeMember();
  await record(wrongPassword(mara.user.id));
  for (const q of ["mara", mara.user.email, mara.user.email.slice(0, 15), "weekly"])
    expect(await found(stranger, q), q).toEqual([]);
  const own = await listMyActivity(mara.actor, { filters: { q: "weekly" } });
  expect(own.entries).toEqual([]);
});
