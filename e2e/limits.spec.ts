import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import type { Member } from "#lib/core/actor.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";
import { countedFor, runsOf } from "#lib/core/throttle/command-limit.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { knownPorts } from "#scripts/ports.ts";
import { makeUser, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { givePassword } from "./support/owner.ts";
import { newNetwork, origin } from "./support/wire.ts";

const words = /A workspace creates at most 60 newsletters an hour\. Try again in \d+ minutes\./;

/** The web process itself. */
const webPort = () => knownPorts(process.env.DATA_DIR ?? "").web;

/** Spends what a workspace may create within ten minutes from now. */
async function spendNewsletters(actor: Member) {
  const { name, limit } = createNewsletter.spec;
  if (!limit) throw new Error("newsletter.create has no limit.");
  const spent = counterKey(runsOf(name, limit), countedFor(limit, actor));
  await ownerSql()`insert into attempt_counters (key_hash, attempts, window_ends_at)
    values (${spent}, ${limit.max}, now() + interval '10 minutes')`;
}

test("a form over its limit answers 429 with the wait", {
  tag: "@V2.4.1",
}, async ({ owner }) => {
  await spendNewsletters(owner.actor);
  const cookie = `${cookieNames.session}=${owner.cookie}`;
  const path = "/newsletters/new";
  const fields = await hiddenFieldsOf(path, "Create newsletter", cookie);
  const headers = { cookie, origin: origin(), "sec-fetch-site": "same-origin" };
  for (const port of [undefined, webPort()]) {
    const answer = await sendForm(
      path,
      { ...fields, name: "Plain News" },
      { headers, ...(port && { port }) },
    );
    expect(answer.status, port ? "without the edge" : "behind the edge").toBe(429);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(500);
    expect(answer.text).toMatch(words);
    expect(answer.text).toContain('value="Plain News"');
  }

  const user = await makeUser();
  await givePassword(user.id);
  const signIn = await hiddenFieldsOf("/sign-in", "Sign in");
  const statuses = [];
  for (let n = 0; n < 7; n++) {
    const typed = { ...signIn, email: user.email, password: `a wrong one ${n}` };
    const { status, headers } = await sendForm("/sign-in", typed, { from: newNetwork() });
    statuses.push(status === 429 ? Number(headers["retry-after"]) > 0 : status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, true, true]);
});

test("over a limit the form keeps what was typed", { tag: "@V2.4.1" }, async ({ page, owner }) => {
  await spendNewsletters(owner.actor);
  await page.goto("/newsletters/new");
  await page.getByLabel("Name", { exact: true }).fill("Plain News");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Create newsletter" }).click();
  await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Plain News");
  const response = await answered;
  expect(response.status()).toBe(429);
  expect(Number(await response.headerValue("retry-after"))).toBeGreaterThan(500);
});
