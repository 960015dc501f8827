import type { Page } from "@playwright/test";
import { cookieNames } from "#lib/web/cookies.ts";
import { makeTwoFactor, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";
import { giveAuthenticator } from "./support/authenticator.ts";
import { givePassword, type Owner, password } from "./support/owner.ts";

const refused = "That passkey could not be used. Try again, or choose another way.";

async function addPasskey(page: Page, name: string) {
  await page.goto("/settings/security/passkeys/new");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create passkey" }).click();
  await expect(page.getByText(`The passkey “${name}” is added.`)).toBeVisible();
}

async function signOut(page: Page) {
  await page.context().clearCookies({ name: cookieNames.session });
  await page.goto("/sign-in?next=%2Fnewsletters");
}

const letTimePass = ({ actor }: Owner) =>
  ownerSql()`update sessions set auth_time = now() - interval '2 hours' where user_id = ${actor.userId}`;

test("a passkey is added, signs in alone, is renamed and removed", async ({ page, owner, mailbox }) => {
  await giveAuthenticator(page);
  await page.goto("/settings/security/passkeys");
  await expect(page.getByText("No passkey yet")).toBeVisible();
  await expectAccessible(page, everyLook);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await expect(page).toHaveTitle("Add a passkey · Mailneo");
  await expectAccessible(page, everyLook);
  await addPasskey(page, "Work laptop");
  const row = page.getByRole("listitem").filter({ hasText: "Work laptop" });
  await expect(row).toContainText("not used yet");
  await expectAccessible(page, everyLook);
  expect((await mailbox.messageTo(owner.user.email)).subject).toBe(
    "A passkey was added to your Mailneo account",
  );

  await signOut(page);
  await expectAccessible(page, everyLook);
  await page.getByRole("button", { name: "Continue with a passkey" }).click();
  await expect(page).toHaveURL(/\/newsletters$/);
  const [session] =
    await ownerSql()`select amr from sessions where user_id = ${owner.user.id} order by created_at desc, id desc limit 1`;
  expect(session?.amr.sort()).toEqual(["hwk", "mfa", "user"]);
  expect((await page.context().cookies()).map(({ name }) => name).sort()).toEqual([
    cookieNames.device,
    cookieNames.session,
  ]);

  await page.goto("/settings/security/passkeys");
  await expect(row).toContainText("last used just now");
  await page.getByRole("button", { name: "Rename Work laptop" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Home laptop");
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await expect(page.getByText("The passkey is called “Home laptop” now.")).toBeVisible();
  await page.getByRole("button", { name: "Remove Home laptop" }).click();
  await expect(page.getByRole("dialog")).toContainText("It is your last strong factor");
  await page.getByRole("dialog").getByRole("button", { name: "Remove passkey" }).click();
  await expect(page.getByText("The passkey “Home laptop” is removed,")).toBeVisible();

  await signOut(page);
  await page.getByRole("button", { name: "Continue with a passkey" }).click();
  await expect(page.getByText(refused).first()).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
  await expectAccessible(page);
});

test("a passkey answer is refused when replayed or without its cookie", async ({ page, context, owner }) => {
  expect(owner.cookie).not.toBe("");
  await giveAuthenticator(page);
  await addPasskey(page, "Work laptop");
  await signOut(page);

  let sent: { url: string; headers: Record<string, string>; body: Buffer } | undefined;
  await page.route("**/sign-in?*", async (route) => {
    const request = route.request();
    const body = request.postDataBuffer();
    if (body?.includes("authenticatorData"))
      sent = { url: request.url(), headers: await request.allHeaders(), body };
    await route.continue();
  });
  const again = async (cookies: string) => {
    if (!sent) throw new Error("No answer was sent.");
    const { "content-length": _, cookie: __, ...rest } = sent.headers;
    const headers = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith(":")));
    const answer = await fetch(sent.url, {
      method: "POST",
      headers: { ...headers, cookie: cookies },
      body: new Uint8Array(sent.body),
      redirect: "manual",
    });
    return {
      text: await answer.text(),
      session: answer.headers.getSetCookie().filter((line) => line.startsWith(`${cookieNames.session}=`)),
    };
  };
  let challenge = "";
  page.on("request", async (request) => {
    if (request.method() !== "POST") return;
    const { cookie = "" } = await request.allHeaders();
    challenge = /__Host-mn\.webauthn=([^;]+)/.exec(cookie)?.[1] ?? challenge;
  });
  await page.getByRole("button", { name: "Continue with a passkey" }).click();
  await expect(page).toHaveURL(/\/newsletters$/);
  expect(challenge).not.toBe("");

  await context.clearCookies();
  for (const cookies of [`${cookieNames.webauthn}=${challenge}`, ""]) {
    const { text, session } = await again(cookies);
    expect(text).toContain(refused);
    expect(session).toEqual([]);
  }
});

test("a passkey proves a person inside the form that asks", {
  tag: ["@V7.5.1", "@V7.5.3"],
}, async ({ page, owner }) => {
  await givePassword(owner.user.id);
  const authenticator = await giveAuthenticator(page);
  await addPasskey(page, "Work laptop");
  await letTimePass(owner);
  await page.goto("/settings/security/passkeys");
  await page.getByRole("button", { name: "Remove Work laptop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove passkey" }).click();
  const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(proof.getByRole("button", { name: "Use a passkey" })).toBeFocused();
  await expectAccessible(page, everyLook);

  await authenticator.verifies(false);
  await proof.getByRole("button", { name: "Use a passkey" }).click();
  await expect(proof.getByText("No passkey was used.")).toBeVisible();
  await authenticator.verifies(true);
  await proof.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByText("The passkey “Work laptop” is removed,")).toBeVisible();
  const [session] = await ownerSql()`select amr from sessions where id = ${owner.actor.sessionId}`;
  // Proved by the passkey, which is gone now: with no other factor left it is no proof of two.
  expect(session?.amr.sort()).toEqual(["hwk", "pwd", "user"]);
});

test("a passkey stands in for the code after the password", { tag: "@V6.3.3" }, async ({ page, owner }) => {
  await givePassword(owner.user.id);
  await giveAuthenticator(page);
  await addPasskey(page, "Work laptop");
  await makeTwoFactor(owner.user.id);
  await signOut(page);
  await page.getByLabel("Email address").fill(owner.user.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/two-factor/);
  await expectAccessible(page, everyLook);
  await page.getByRole("button", { name: "Continue with a passkey" }).click();
  await expect(page).toHaveURL(/\/newsletters$/);
  const waiting =
    await ownerSql()`select 1 from login_challenges where user_id = ${owner.user.id} and used_at is null`;
  expect(waiting).toHaveLength(0);
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain(cookieNames.pending);
});

test("adding a passkey asks for a proof, which a passkey gives", {
  tag: "@V7.5.1",
}, async ({ page, owner }) => {
  await giveAuthenticator(page);
  await addPasskey(page, "Work laptop");
  await letTimePass(owner);
  await page.goto("/settings/security/passkeys/new");
  await expect(page.getByRole("button", { name: "Create passkey" })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("button", { name: "Create passkey" })).toBeVisible();
  await page.getByRole("button", { name: "Create passkey" }).click();
  await expect(page.getByText("This device holds a passkey of yours already.")).toBeVisible();
});

test("a page open too long asks for proof before adding a passkey", { tag: "@V7.5.3" }, async ({
  page,
  owner,
}) => {
  await givePassword(owner.user.id);
  await giveAuthenticator(page);
  await page.goto("/settings/security/passkeys/new");
  await expect(page.getByRole("button", { name: "Create passkey" })).toBeVisible();
  await letTimePass(owner);
  await page.getByRole("button", { name: "Create passkey" }).click();
  await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
});

test("cancelling in the browser says what else there is", async ({ page }) => {
  await page.goto("/sign-in");
  const authenticator = await giveAuthenticator(page);
  await authenticator.verifies(false);
  await page.getByRole("button", { name: "Continue with a passkey" }).click();
  await expect(page.getByText("No passkey was used. Try again, or choose another way.")).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("passkeys explain missing support and can still be renamed and removed", async ({ page, owner }) => {
    await ownerSql().begin(async (sql) => {
      await sql`select audit_append(new_id(), null, null, 'job', 'stories', 'test.make', 'done', null, '{}', null, null, 'stories')`;
      await sql`insert into passkeys (id, user_id, credential_id, public_key, name)
        values (new_id(), ${owner.user.id}, ${owner.user.id}, 'x', 'Work laptop')`;
    });
    await page.goto("/settings/security/passkeys");
    await expect(page.getByText("Passkeys need JavaScript, which is off here.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Add a passkey" })).toBeHidden();
    await page.getByRole("button", { name: "Rename Work laptop" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Home laptop");
    await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
    await expect(page.getByText("The passkey is called “Home laptop” now.")).toBeVisible();
    await page.getByRole("button", { name: "Remove Home laptop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove passkey" }).click();
    await expect(page.getByText("No passkey yet")).toBeVisible();

    await page.context().clearCookies();
    await page.goto("/sign-in");
    await expect(page.getByRole("button", { name: "Continue with a passkey" })).toBeHidden();
    await expect(page.getByText("Passkeys need JavaScript, which is off here.")).toBeVisible();
  });
});
