import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { setLogo } from "#lib/audience/logos/set.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { notNeutral } from "#lib/audience/newsletters/neutral-text.ts";
import { setNewsletterConfirmation } from "#lib/audience/newsletters/set-confirmation.ts";
import { setNewsletterSender } from "#lib/audience/newsletters/set-sender.ts";
import { mailColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { platformMessage } from "#lib/mail/platform/layout.ts";
import { api } from "#lib/routes.ts";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";
import { asOwner, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { confirmationContent } from "./content.ts";
import { previewConfirmation } from "./preview.ts";
import { sendConfirmationTest } from "./send-test.ts";

const asked = {
  address: "a@example.com",
  newsletter: "Brief",
  sender: "Ada",
  colour: "ink",
  logo: null,
  postalAddress: null,
  at: "2026-11-30T10:00:00Z",
  ip: null,
  subject: null,
  intro: null,
  url: "https://mail.example/confirm/x",
} as const;

async function makeList() {
  const { actor, user, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  return { actor, user, workspaceId, newsletterId };
}

test("own words stand before the fixed part, which always stays", { tag: "@DO1" }, async () => {
  const { actor, newsletterId } = await makeList();
  const usual = await previewConfirmation(actor, { newsletterId });
  expect(usual.subject).toBe("Confirm your subscription to The Weekly Engine");
  const intro = "Good that you found us. One press is missing.";
  await setNewsletterConfirmation(actor, { newsletterId, subject: "One press to go", intro });
  await setNewsletterSender(actor, { newsletterId, senderName: "The Engine Room" });
  const own = await previewConfirmation(actor, { newsletterId });
  expect(own.subject).toBe("One press to go");
  for (const part of [
    intro,
    "entered reader@example.com to get The Weekly Engine from The Engine Room",
    "from IP address 203.0.113.7",
    "You did not request this?",
    "/confirm/test",
  ]) {
    expect(own.text).toContain(part);
    expect(own.html).toContain(part);
  }
  await setNewsletterConfirmation(actor, { newsletterId, subject: "", intro: "" });
  expect((await previewConfirmation(actor, { newsletterId })).subject).toBe(usual.subject);
});

test("a confirmation mail takes no links, prices and offers", { tag: "@DO1" }, async () => {
  const { actor, newsletterId } = await makeList();
  for (const advert of [
    "Read https://shop.example/new",
    "Visit www.shop.example",
    "See shop.com",
    "Write to sales@shop.example",
    "Get 20% off",
    "Only €5",
    "A free coupon waits",
    "Jetzt Gutschein sichern",
    "Une réduction vous attend",
    "20 割引",
    "t.co/Ab3dE9",
    "x.com/evil_bank",
    "пример.рф/вход",
    "evil。com/login",
    "bit․ly/abc",
    "1.1.1.1/login",
    "e\u200bvil\u2060.com",
    "Call +44 20 7946 0958",
    "Dear *|FNAME|*, one press is missing.",
    "Dear {{first_name|there}}, one press is missing.",
    "Dear [[FirstName]]",
  ]) {
    expect(notNeutral(advert), advert).not.toBeNull();
    for (const field of ["subject", "intro"])
      await expect(setNewsletterConfirmation(actor, { newsletterId, [field]: advert })).rejects.toMatchObject(
        { code: "invalid", fields: { [field]: expect.any(String) } },
      );
  }
  for (const fine of [
    "Good that you are here. One press is missing.",
    "Nur noch ein Klick",
    "Presque fini, e.g. one press",
  ])
    expect(notNeutral(fine), fine).toBeNull();
  await expect(
    setNewsletterConfirmation(actor, { newsletterId, intro: "a".repeat(301) }),
  ).rejects.toMatchObject({ code: "invalid" });
});

test("names that the confirmation mail shows lead nowhere", { tag: "@DO1" }, async () => {
  const { actor, workspaceId, newsletterId } = await makeList();
  const words = "Leave out web addresses, email addresses and telephone numbers.";
  for (const link of ["Your bank https://evil.example/login", "t.co/x", "evil。com", "Ring 0900 1234567"]) {
    const refused = (field: string) => ({ code: "invalid", fields: { [field]: words } });
    await expect(createNewsletter(actor, { name: link })).rejects.toMatchObject(refused("name"));
    await expect(setNewsletterSender(actor, { newsletterId, senderName: link })).rejects.toMatchObject(
      refused("senderName"),
    );
    for (const field of ["name", "senderName"])
      await expect(updateWorkspace(actor, { [field]: link })).rejects.toMatchObject(refused(field));
  }
  await expect(
    updateWorkspace(actor, { postalAddress: "1 Road, Leeds\nevil.com/login" }),
  ).rejects.toMatchObject({
    fields: { postalAddress: expect.stringContaining("not an email or web address") },
  });

  // What was saved before stands without its links, and own words with one not at all.
  await asOwner(async (sql) => {
    await sql`update newsletters set name = 'Bank https://evil.example/login', sender_name = 'evil。com', confirm_subject = 'Go to t.co/x',
      confirm_intro = 'Ring 0900 1234567' where id = ${newsletterId}`;
    await sql`update workspaces set name = 'evil.com' where id = ${workspaceId}`;
  });
  const shown = await previewConfirmation(actor, { newsletterId });
  expect(shown.subject).toBe("Confirm your subscription to Bank https evil example login");
  expect(shown.text).toContain("from evil com");
  expect(`${shown.subject} ${shown.text} ${shown.html}`).not.toMatch(/evil\.|evil。|t\.co|0900/);
});

test("markup and line breaks in own words stay text", async () => {
  const { content } = confirmationContent(wordsOf("de"), { ...asked, intro: "<b>Hallo</b>" });
  expect(content.paragraphs[0]).toBe("<b>Hallo</b>");
  expect(content.paragraphs).toHaveLength(4);
});

test("a confirmation mail has its sender's color and logo", async () => {
  const { actor, newsletterId } = await makeList();
  expect((await previewConfirmation(actor, { newsletterId })).html).not.toContain("<img");
  await setNewsletterSender(actor, { newsletterId, senderColour: "plum" });
  const image = sharp({ create: { width: 600, height: 200, channels: 4, background: "#2a6" } }).png();
  await setLogo(actor, { newsletterId, image: (await image.toBuffer()).toString("base64") });
  const { html } = await previewConfirmation(actor, { newsletterId });
  expect(html).toContain(`background:${mailColours.plum}`);
  expect(html).toMatch(
    /<img src="http[^"]+\/subscribe\/logos\/[^"]+\.png" alt="[^"]+" width="144" height="48"/,
  );
});

test("every word of a confirmation mail is in its language", async () => {
  const { content } = confirmationContent(wordsOf("de"), asked);
  const { html } = platformMessage(content);
  expect(html).toContain("Oder öffnen Sie diese Adresse:");
  expect(html).not.toContain("Or open");
});

test("a test goes to the member alone, and its link changes nothing", async () => {
  const { actor, user, workspaceId, newsletterId } = await makeList();
  expect(await sendConfirmationTest(actor, { newsletterId })).toEqual({ to: user.email });
  const [job] = await ownerSql()`select data from pgboss.job
    where name = 'confirmation-mail' and data->>'address' = ${user.email}`;
  expect(job?.data).toMatchObject({ test: true, newsletter: "The Weekly Engine" });
  for (const method of ["GET", "POST"]) {
    const body = method === "POST" ? new URLSearchParams({ act: "confirm" }) : null;
    const page = await api(new Request("http://localhost:3000/confirm/test", { method, body }), {
      ip: "198.51.100.70",
      requestId: "own-words",
    });
    expect(page.status).toBe(200);
  }
  expect(await ownerSql()`select 1 from confirmations where workspace_id = ${workspaceId}`).toHaveLength(0);
});
