import { Webhook } from "standardwebhooks";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { makeContacts } from "#testing/factories.ts";
import { startReceiver } from "#testing/servers/receiver.ts";
import { expect, test } from "./fixtures.ts";
import { expectAccessible } from "./support/accessible.ts";

test("a webhook is made, tested, sent again, paused and deleted", async ({ page, owner }) => {
  await using receiver = await startReceiver();
  await page.goto("/settings");
  await page.getByRole("link", { name: "Webhooks" }).first().click();
  await page.getByRole("link", { name: "New webhook" }).click();
  await expectAccessible(page);

  await test.step("what is wrong stands beside its field, and nothing typed is lost", async () => {
    await page.getByLabel("Address").fill("example");
    await page.getByLabel("Name").fill("Our shop");
    await page.getByLabel("Erased").check();
    await page.getByLabel("Unsubscribed").check();
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(page.getByText("Enter an address like https://example.com/hooks.").first()).toBeVisible();
    await expect(page.getByLabel("Erased")).toBeChecked();
    await expect(page.getByLabel("Unsubscribed")).toBeChecked();
    await page.getByLabel("Unsubscribed").uncheck();
    await expect(page.getByLabel("Name")).toHaveValue("Our shop");
  });

  let secret = "";
  await test.step("the secret is shown once", async () => {
    await page.getByLabel("Address").fill(receiver.url);
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(page.getByText("The webhook is created")).toBeVisible();
    await expectAccessible(page);
    secret = (await page.getByText(/^whsec_/).textContent()) ?? "";
    await page.goto("/settings/webhooks");
    await page.getByRole("link", { name: "Our shop", exact: true }).click();
    await expect(page.getByText(secret)).toHaveCount(0);
  });

  await test.step("a test arrives signed, and stands in the log", async () => {
    await page.getByRole("button", { name: "Send a test" }).click();
    await expect(page.getByText("A test is on its way.")).toBeVisible();
    await expect.poll(() => receiver.received.length).toBe(1);
    const [{ headers, body } = { headers: {}, body: "" }] = receiver.received;
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
      type: "webhook.test",
    });
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole("cell", { name: "Delivered" })).toBeVisible({ timeout: 1000 });
    }).toPass();
    await expectAccessible(page);
  });

  await test.step("it is sent again under the same id", async () => {
    await page.getByRole("button", { name: "Send again: Test" }).click();
    await expect.poll(() => receiver.received.length).toBe(2);
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(1);
  });

  await test.step("an erasure is told within seconds, by id alone", async () => {
    const [person] = await makeContacts(owner.workspaceId, 1);
    const contactId = person?.id ?? "";
    await deleteContact(owner.actor, { contactId, typed: "erase" });
    await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(3);
    expect(JSON.parse(receiver.received[2]?.body ?? "")).toMatchObject({
      type: "contact.erased",
      data: { contact: { id: contactId } },
    });
    expect(receiver.received[2]?.body).not.toContain(person?.email);
  });

  await test.step("a rotation shows the new secret, and both sign for a day", async () => {
    await page.getByRole("button", { name: "Rotate secret" }).click();
    await expect(page.getByText("The new secret signs from now on")).toBeVisible();
    await expectAccessible(page);
    const next = (await page.getByText(/^whsec_/).textContent()) ?? "";
    await page.getByRole("link", { name: "I saved it" }).click();
    await page.getByRole("link", { name: "Our shop", exact: true }).click();
    await expect(page.getByText("Deliveries carry the former signature too")).toBeVisible();
    await expect(page.getByText(next)).toHaveCount(0);
    await page.getByRole("button", { name: "Send a test" }).click();
    await expect.poll(() => receiver.received.length).toBe(4);
    const { headers, body } = receiver.received[3] ?? { headers: {}, body: "" };
    for (const known of [secret, next])
      expect(new Webhook(known).verify(body, headers as Record<string, string>)).toBeTruthy();
  });

  await test.step("paused and deleted, it gets nothing", async () => {
    await page.getByRole("button", { name: "Pause Our shop" }).click();
    await page.getByRole("button", { name: "Pause webhook" }).click();
    await expect(page.getByText("This webhook is paused")).toBeVisible();
    await expect(page.getByRole("button", { name: "Send a test" })).toHaveCount(0);
    await page.getByRole("button", { name: "Delete Our shop" }).click();
    await page.getByRole("button", { name: "Delete webhook" }).click();
    await expect(page).toHaveURL(/\/settings\/webhooks$/);
    await expect(page.getByText("No webhook yet")).toBeVisible();
  });
});
