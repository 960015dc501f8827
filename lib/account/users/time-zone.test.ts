import { expect, test } from "@playwright/test";
import { createWorkspace } from "#lib/team/workspaces/create.ts";
import { anonymous, asOwner, makeMember, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { setTimeZone } from "./set-time-zone.ts";
import { signUp } from "./sign-up.ts";

const account = () => ({
  name: "Ada Lovelace",
  workspaceName: "Analytical",
  email: uniqueEmail(),
  password: "Tide-harbour7 lamp",
});

async function zonesOf(email: string) {
  const [row] =
    await ownerSql()`select u.time_zone as own, w.time_zone as workspace, time_zone_of(u.id) as mails
    from users u join memberships m on m.user_id = u.id join workspaces w on w.id = m.workspace_id where u.email = ${email}`;
  return row;
}

test("a sign-up takes the browser's zone for person and workspace", async () => {
  const zone = "America/St_Johns";
  const ada = account();
  await signUp(anonymous(), { ...ada, timeZone: zone });
  expect(await zonesOf(ada.email)).toEqual({ own: zone, workspace: zone, mails: zone });
});

test("a sign-up without scripts or with an unknown zone stays UTC", async () => {
  for (const timeZone of [undefined, "", "Mars/Olympus", "+02:00"]) {
    const ada = account();
    await signUp(anonymous(), { ...ada, timeZone });
    expect(await zonesOf(ada.email), String(timeZone)).toEqual({ own: null, workspace: "UTC", mails: "UTC" });
  }
});

test("a person chooses a zone, and gives it up again", async () => {
  const { actor, user, workspaceId } = await makeMember();
  await asOwner((sql) => sql`update workspaces set time_zone = 'Europe/Dublin' where id = ${workspaceId}`);
  await setTimeZone(actor, { timeZone: "Asia/Calcutta" });
  expect(await zonesOf(user.email)).toEqual({
    own: "Asia/Calcutta",
    workspace: "Europe/Dublin",
    mails: "Asia/Calcutta",
  });
  await setTimeZone(actor, { timeZone: "" });
  expect(await zonesOf(user.email)).toMatchObject({ own: null, mails: "Europe/Dublin" });
  await expect(setTimeZone(actor, { timeZone: "Mars/Olympus" })).rejects.toMatchObject({
    fields: { timeZone: "Choose a time zone from the list." },
  });
});

test("a further workspace begins in its maker's zone", async () => {
  const { actor } = await makeMember();
  const zoneOf = async (id: string) =>
    (await ownerSql()`select time_zone from workspaces where id = ${id}`)[0]?.time_zone;
  const first = await createWorkspace(actor, { name: "First", timeZone: "Europe/Kyiv" });
  expect(await zoneOf(first.id), "the browser's, for want of a chosen one").toBe("Europe/Kyiv");
  await setTimeZone(actor, { timeZone: "Asia/Kolkata" });
  const second = await createWorkspace(actor, { name: "Second", timeZone: "Europe/Kyiv" });
  expect(await zoneOf(second.id)).toBe("Asia/Kolkata");
});
