import { expect, test } from "@playwright/test";
import { AppError } from "#lib/core/errors.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { parseAddress } from "#lib/mail/address.ts";
import { onePerson } from "#lib/mail/one-person.ts";
import { api } from "#lib/routes.ts";
import { makeMember, makeNewsletter, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { newNetwork } from "#testing/networks.ts";
import { embedCode } from "./embed.ts";
import { countSignup, countVisit, isAttacked } from "./limits.ts";
import { type Challenge, isProven, newChallenge } from "./proof.ts";
import { signRenderTime, signWait } from "./render-time.ts";
import { solve } from "./solve.fixture.ts";

async function makeForm() {
  const { workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  return { workspaceId, newsletterId, key: await linkKey(), page: `/subscribe/${newsletterId}` };
}

type Form = Awaited<ReturnType<typeof makeForm>>;

const ask = (path: string, init: RequestInit = {}, ip = newNetwork()) =>
  api(new Request(`http://localhost:3000${path}`, init), { ip, requestId: "attack" });

function signUp(form: Form, fields: Record<string, string>, ip?: string) {
  const made = signRenderTime(form.key, form.newsletterId, Date.now() - 5000);
  return ask(form.page, { method: "POST", body: new URLSearchParams({ made, ...fields }) }, ip);
}

/** Lets programs rush a form from many networks. */
async function rush({ newsletterId }: Form) {
  for (let visit = 0; visit < 61; visit++) await countVisit({ ip: newNetwork(), newsletterId });
}

const mailed = async ({ workspaceId }: Form) =>
  (
    await ownerSql()<{ address: string }[]>`select p.email as address from pgboss.job j
      join confirmations c on c.workspace_id = ${workspaceId} and c.id = (j.data->>'confirmation')::uuid
      join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
      where j.name = 'confirmation-mail' and j.data->>'workspaceId' = ${workspaceId}`
  ).map(({ address }) => address);

test("ten thousand posts of one network pass thirty, and rush no form", {
  tag: ["@DO4", "@DO5"],
}, async () => {
  const { newsletterId } = await makeForm();
  const ip = newNetwork();
  const ofMinute = counterKey({ name: "signup:network-minute" }, ip);
  let passed = 0;
  for (let round = 0; round < 100; round++) {
    // An attacker waits for each minute to end: the hour still holds.
    if (round % 10 === 0)
      await ownerSql()`update attempt_counters set window_ends_at = now() where key_hash = ${ofMinute}`;
    const visits = Array.from({ length: 100 }, () =>
      countVisit({ ip, newsletterId }).then(
        () => 1,
        (error) => {
          if (!(error instanceof AppError && error.code === "tooOften")) throw error;
          return 0;
        },
      ),
    );
    for (const one of await Promise.all(visits)) passed += one;
  }
  expect(passed).toBeLessThanOrEqual(30);
  expect(passed).toBeGreaterThanOrEqual(5);
  expect(await isAttacked(newsletterId)).toBe(false);
});

test("a flood of one network gets few mails, then one more step", { tag: ["@DO4", "@DO5"] }, async () => {
  const form = await makeForm();
  const ip = newNetwork();
  const emails = Array.from({ length: 60 }, () => uniqueEmail("flood"));
  const answers = await Promise.all(
    emails.map(async (email) => {
      const answer = await signUp(form, { email }, ip);
      return `${answer.status} ${(await answer.text()).replaceAll(email, "…")}`;
    }),
  );
  // The network's limit concerns no address: past it the page asks for a proof, and says so.
  expect(new Set(answers.map((answer) => /<h1>([^<]*)/.exec(answer)?.[1]))).toEqual(
    new Set(["Check your inbox", "One more step"]),
  );
  expect(await mailed(form)).toHaveLength(5);
});

test("a form that programs rush asks for one proof a signup", { tag: "@DO5" }, async () => {
  const form = await makeForm();
  expect(await (await ask(form.page)).text()).not.toContain("<script");
  await rush(form);
  const page = await ask(form.page);
  const policy = page.headers.get("content-security-policy");
  expect(policy).toContain("script-src 'self'; worker-src 'self'");
  expect(policy).toContain("default-src 'none'");
  const given = /data-challenge="([^"]+)"/.exec(await page.text())?.[1]?.replaceAll("&quot;", '"');
  const proof = await solve(JSON.parse(given ?? "") as Challenge);

  // A page that asks once more has new work, so that the next press can be proven.
  const again = await (await signUp(form, { email: "no address" })).text();
  expect(again).toContain("data-challenge");

  const email = uniqueEmail("proven");
  const unproven = await (await signUp(form, { email })).text();
  expect(unproven).toContain("One more step");
  const known = uniqueEmail("another");
  const steps = (await (await signUp(form, { email: known })).text()).replaceAll(known, "…");
  // The step says nothing of the address: only what is made anew differs.
  const still = (text: string) => text.replaceAll(/(?:value|data-challenge)="[^"]*"/g, "");
  expect(still(steps)).toBe(still(unproven.replaceAll(email, "…")));
  expect(await mailed(form)).toEqual([]);

  expect(await (await signUp(form, { email, proof })).text()).toContain("Check your inbox");
  expect(await mailed(form)).toEqual([email]);
  expect(await (await signUp(form, { email: known, proof })).text()).toContain("One more step");
  expect(await mailed(form)).toEqual([email]);
});

test("a proof counts for its own form, whole, and until it ends", { tag: "@DO5" }, async () => {
  const { key, newsletterId } = await makeForm();
  const other = await makeForm();
  const proof = await solve(newChallenge(key, newsletterId));
  const parsed = JSON.parse(Buffer.from(proof, "base64").toString());
  const changed = (edit: (made: typeof parsed) => void) => {
    const made = structuredClone(parsed);
    edit(made);
    return Buffer.from(JSON.stringify(made)).toString("base64");
  };
  const forged = [
    "",
    "x",
    proof.slice(0, -8),
    "A".repeat(5000),
    changed((made) => (made.challenge.parameters.cost = 1)),
    changed((made) => (made.challenge.parameters.keyPrefix = "")),
    changed((made) => (made.challenge.parameters.expiresAt += 1)),
    changed((made) => (made.solution.counter += 1)),
    changed((made) => (made.solution.derivedKey = `00${"a".repeat(62)}`)),
    changed((made) => (made.challenge.signature = "a".repeat(43))),
  ];
  for (const given of forged) expect(await isProven(key, newsletterId, given), given).toBe(false);
  expect(await isProven(key, other.newsletterId, proof)).toBe(false);
  expect(await isProven(key, newsletterId, proof, Date.now() + 1_201_000)).toBe(false);
  const tries = await Promise.all(Array.from({ length: 8 }, () => isProven(key, newsletterId, proof)));
  expect(tries.filter(Boolean)).toHaveLength(1);
});

test("without scripts a person waits a minute, and few may a minute", { tag: "@DO5" }, async () => {
  const form = await makeForm();
  await rush(form);
  const email = uniqueEmail("patient");
  const waited = (address: string, seconds: number) =>
    signWait(form.key, form.newsletterId, address, Date.now() - seconds * 1000);
  for (const wait of [waited(email, 59), waited("other@example.com", 61), waited(email, 3601), "", "x.y"])
    expect(await (await signUp(form, { email, wait })).text()).toContain("One more step");
  const mark = waited(email, 30);
  const early = await (await signUp(form, { email, wait: mark })).text();
  expect(early).toContain("One minute is not over yet");
  // Who pressed too early goes on waiting from where they were.
  expect(/name="wait" value="([^"]*)"/.exec(early)?.[1]).toBe(mark);
  expect(await mailed(form)).toEqual([]);
  expect(await (await signUp(form, { email, wait: waited(email, 61) })).text()).toContain("Check your inbox");
  expect(await mailed(form)).toEqual([email]);

  const programs = Array.from({ length: 20 }, () => uniqueEmail("patient-program"));
  const told = await Promise.all(
    programs.map(async (one) => (await signUp(form, { email: one, wait: waited(one, 61) })).text()),
  );
  const kept = await mailed(form);
  expect(kept.length).toBeLessThanOrEqual(10);
  // Who is told to look into their inbox is mailed, and everybody else is told to press again.
  for (const [n, one] of programs.entries())
    expect(told[n], one).toContain(kept.includes(one) ? "Check your inbox" : "Wait one more minute");
});

test("whoever finds the minute's signups taken presses again, and is mailed", { tag: "@DO5" }, async () => {
  const form = await makeForm();
  await rush(form);
  const waited = (address: string) => signWait(form.key, form.newsletterId, address, Date.now() - 61_000);
  const press = async (email: string, wait = waited(email), ip = newNetwork()) =>
    (await signUp(form, { email, wait }, ip)).text();
  // One network takes two of the ten.
  const ip = newNetwork();
  const crowd = Array.from({ length: 4 }, () => uniqueEmail("stranger"));
  for (const email of crowd) await press(email, waited(email), ip);
  expect(await mailed(form)).toEqual(crowd.slice(0, 2));
  for (let n = 0; n < 8; n++) await press(uniqueEmail("stranger"));

  const email = uniqueEmail("reader");
  const busy = await press(email);
  expect(busy).toContain("Wait one more minute, then press the button again.");
  expect(busy).not.toContain("Check your inbox");
  const mark = /name="wait" value="([^"]*)"/.exec(busy)?.[1] ?? "";
  expect(await press(email, mark)).toContain("One minute is not over yet");
  expect(await mailed(form)).not.toContain(email);
  const ofForm = counterKey({ name: "signup:form-unproven" }, form.newsletterId);
  await ownerSql()`update attempt_counters set window_ends_at = now() where key_hash = ${ofForm}`;
  expect(await press(email)).toContain("Check your inbox");
  expect(await mailed(form)).toContain(email);
});

test("a form on another site goes on through the one more step", { tag: "@DO5" }, async () => {
  const form = await makeForm();
  await rush(form);
  const code = await embedCode({ ...form, newsletter: "The Weekly Engine", sender: "Ada", privacyUrl: null });
  const value = (name: string, text: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? "";
  const email = uniqueEmail("elsewhere");
  const fields = { email, form: "embedded", wording: value("wording", code), signed: value("signed", code) };
  const step = await (await signUp(form, fields)).text();
  const carried = {
    form: value("form", step),
    wording: value("wording", step),
    signed: value("signed", step),
  };
  expect(carried).toEqual({ form: "embedded", wording: fields.wording, signed: fields.signed });
  const proof = await solve(newChallenge(form.key, form.newsletterId));
  expect(await (await signUp(form, { email, ...carried, proof })).text()).toContain("Check your inbox");
  const [row] =
    await ownerSql()`select form, wording from confirmations where workspace_id = ${form.workspaceId}`;
  expect(row).toEqual({ form: "embedded", wording: fields.wording });
});

test("the script of a form on another site reads the one answer", { tag: "@DO4" }, async () => {
  const form = await makeForm();
  const send = async (email: string) => {
    const made = signRenderTime(form.key, form.newsletterId, Date.now() - 5000);
    const init = {
      method: "POST",
      body: new URLSearchParams({ email, made }),
      headers: { accept: "application/json" },
    };
    const answer = await ask(form.page, init);
    return [answer.headers.get("access-control-allow-origin"), await answer.json()];
  };
  const email = uniqueEmail("o'script&co");
  const done = {
    done: true,
    title: "Check your inbox",
    text: expect.stringContaining(`If The Weekly Engine can be sent to ${email}, a message`),
  };
  expect(await send(email)).toEqual(["*", done]);
  expect(await send(email), "past the limit").toEqual(["*", done]);
  expect(await send("no address")).toEqual(["*", { done: false }]);
});

test("the scripts are ours and ALTCHA's, and are cached", async () => {
  for (const [name, part] of [
    ["prove", "/subscribe/prove-worker.js"],
    ["prove-worker", "PBKDF2"],
    ["embed", 'accept: "application/json"'],
  ]) {
    const answer = await ask(`/subscribe/${name}.js`);
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("cache-control")).toContain("max-age");
    const text = await answer.text();
    expect(text).toContain(part);
    expect(text.length).toBeLessThan(8000);
  }
});

test("all addresses of one mailbox count as one for limits", { tag: ["@DO4", "@DO5"] }, async () => {
  const mailbox = uniqueEmail("ada").replace("example.com", "gmail.com");
  const [local = ""] = mailbox.split("@");
  const written = [
    mailbox,
    mailbox.toUpperCase(),
    `${local}+1@gmail.com`,
    `${local}+newsletter+2@googlemail.com`,
    `${local.replace(".", "")}@gmail.com`,
    `${[...local.replace(".", "")].join(".")}@gmail.com`,
    `\uff41${local.slice(1)}@gmail.com`,
  ];
  const people = written.map((typed) => {
    const parsed = parseAddress(typed);
    expect(parsed.ok, typed).toBe(true);
    return parsed.ok ? onePerson(parsed.address) : "";
  });
  expect(new Set(people).size).toBe(1);
  // What only looks like the same letters is refused before it is counted.
  for (const typed of [
    `\u0430${local.slice(1)}@gmail.com`,
    `${local}@gm\u0430il.com`,
    `${local}\u200b@gmail.com`,
  ])
    expect(parseAddress(typed).ok, typed).toBe(false);
  expect(onePerson("+only@example.com")).toBe("+only@example.com");
  expect(onePerson("a.b@example.com")).not.toBe(onePerson("ab@example.com"));

  const { newsletterId } = await makeForm();
  await countSignup({ newsletterId, email: written[2] ?? "" });
  await expect(countSignup({ newsletterId, email: written[3] ?? "" })).rejects.toMatchObject({
    code: "tooOften",
  });
});
