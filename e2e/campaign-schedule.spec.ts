import type { Page } from "@playwright/test";
import { runJob } from "#lib/core/jobs/worker.ts";
import { wakeJob } from "#lib/sending/deliveries/wake.ts";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";
import type { Owner } from "./support/owner.ts";

const inZurich = (userId: string) =>
  asOwner((sql) => sql`update users set time_zone = 'Europe/Zurich' where id = ${userId}`);

async function draft({ workspaceId, user }: Owner, port: number) {
  await inZurich(user.id);
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const contacts = await makeContacts(workspaceId, 2, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId, { port });
  const { id } = await makeCampaign(workspaceId, { newsletterId, emailAccountId, name: "Spring" });
  return { id, contacts, emailAccountId, newsletterId };
}

async function choose(page: Page, day: string, time: string) {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Day").fill(day);
  await dialog.getByLabel("Time").fill(time);
  await dialog.getByLabel("Send without a signature of the From domain").check();
  return dialog;
}

const nextYear = new Date().getUTCFullYear() + 1;
/** The last Sunday of March, when clocks of Zurich skip 02:00 to 03:00. */
const springForward = (year: number) => {
  const last = new Date(Date.UTC(year, 2, 31));
  return new Date(last.getTime() - last.getUTCDay() * 86_400_000).toISOString().slice(0, 10);
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("a campaign is scheduled, moved and unscheduled", async ({ page, owner, smtp }) => {
      const { id } = await draft(owner, smtp.port);
      await page.goto(`/campaigns/${id}`);
      await page.getByRole("button", { name: "Schedule…" }).click();
      const gap = springForward(nextYear);
      let dialog = await choose(page, gap, "02:30");
      await dialog.getByRole("button", { name: "Schedule", exact: true }).click();
      await expect(
        page.getByText(/Clocks in Zurich go forward .* Choose 03:00 or later/).first(),
      ).toBeVisible();
      await expect(dialog.getByLabel("Day")).toHaveValue(gap);

      dialog = await choose(page, `${nextYear}-02-03`, "09:30");
      await dialog.getByRole("button", { name: "Schedule", exact: true }).click();
      await expect(page.getByText(`Scheduled for 3 Feb ${nextYear}, 09:30`)).toBeVisible();
      await expect(page.getByText(/09:30 \(Zurich, GMT\+1\)/).first()).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
      await page.goto("/campaigns?state=scheduled");
      await expect(page.getByText(`Scheduled for 3 Feb ${nextYear}, 09:30`)).toBeVisible();
      await page.goto("/dashboard");
      await expect(page.getByText("“Spring” is scheduled", { exact: true })).toBeVisible();
      await page.goto(`/campaigns/${id}/edit`);
      await expect(page).toHaveURL(new RegExp(`/campaigns/${id}$`));

      await page.getByRole("button", { name: "Change time…" }).click();
      dialog = await choose(page, `${nextYear}-02-04`, "10:00");
      await dialog.getByRole("button", { name: "Change time", exact: true }).click();
      await expect(page.getByText(`Scheduled for 4 Feb ${nextYear}, 10:00`)).toBeVisible();
      await page.getByRole("button", { name: "Unschedule" }).click();
      await expect(page.getByRole("link", { name: "Edit", exact: true })).toBeVisible();
      await expect(page.getByText("Unscheduled. It is a draft again.")).toBeVisible();
    });

    test("people who come while the dialog stands open are asked about", async ({ page, owner, smtp }) => {
      const { id, newsletterId } = await draft(owner, smtp.port);
      await page.goto(`/campaigns/${id}`);
      await page.getByRole("button", { name: "Send…" }).click();
      const dialog = page.getByRole("dialog");
      const agree = () => dialog.getByLabel("Send without a signature of the From domain").check();
      await agree();
      await makeContacts(owner.workspaceId, 2, newsletterId);
      await dialog.getByRole("button", { name: "Send to 2 people" }).click();
      await expect(dialog.getByText("4 people would get it now, where you saw 2.")).toBeVisible();
      await agree();
      await dialog.getByRole("button", { name: "Send to 4 people" }).click();
      await expect(page.getByText("On its way to 4 people.")).toBeVisible();
    });
  });
}

const timeComes = (id: string) =>
  asOwner((sql) => sql`update campaigns set scheduled_for = now() where id = ${id}`);

test("the worker starts what is due and holds what fails a check", async ({ page, owner, smtp, mailbox }) => {
  const sent = await draft(owner, smtp.port);
  const held = await makeCampaign(owner.workspaceId, {
    newsletterId: (await makeNewsletter(owner.workspaceId, "Empty")).id,
    emailAccountId: sent.emailAccountId,
    name: "Autumn",
  });
  for (const id of [sent.id, held.id]) {
    await asOwner(
      (
        sql,
      ) => sql`update campaigns set scheduled_for = now() + interval '1 day', scheduled_by = ${owner.user.id},
        unsigned_accepted_at = now() where id = ${id}`,
    );
    await timeComes(id);
  }
  await runJob(wakeJob, {});
  const mail = await mailbox.messageTo(owner.user.email);
  expect(mail.text).toContain("“Autumn” was not sent");
  expect(mail.text).toContain("Nobody on Empty may get it right now.");
  await expect
    .poll(
      async () =>
        (await ownerSql()`select send_requested_at from campaigns where id = ${sent.id}`)[0]
          ?.send_requested_at,
    )
    .not.toBeNull();
  await page.goto(`/campaigns/${sent.id}`);
  await expect(page.getByText(/scheduled for .*\(Zurich, GMT/)).toBeVisible();
  await page.goto(`/campaigns/${held.id}`);
  await expect(page.getByText("It did not start")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/dashboard");
  await expect(page.getByText("“Autumn” did not start")).toBeVisible();
});
