import { makeUser, uniqueEmail } from "#db/factories.ts";
import { expect, test } from "./fixtures.ts";
import { compareTimes, timeInTurns } from "./support/distributions.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { givePassword } from "./support/owner.ts";
import { type Answer, newNetwork } from "./support/wire.ts";

/** Twelve samples each: were one kind always the slower one, z would be 4.2. */
const ROUNDS = 12;
const PER_ACCOUNT = 4;

type Form = { path: string; holding: string; typed: Record<string, string>; says: string };

const forms: Record<string, Form> = {
  "sign-in": {
    path: "/sign-in",
    holding: "Sign in",
    typed: { password: "a wrong one entirely" },
    says: "That email address and password do not go together.",
  },
  "sign-up": {
    path: "/sign-up",
    holding: "Create account",
    typed: { name: "Ada", workspaceName: "Engines", password: "Tide-harbour7 lamp" },
    says: "",
  },
  reset: {
    path: "/reset-password",
    holding: "Mail me a link",
    typed: {},
    says: "If an account has that address, a link is on its way.",
  },
  "another verification link": {
    path: "/verify-email",
    holding: "Send another link",
    typed: {},
    says: "If that address waits for its link, a new one is on its way.",
  },
};

async function somebody() {
  const user = await makeUser();
  await givePassword(user.id);
  return user.email;
}

async function sender({ path, holding, typed }: Form) {
  const fields = await hiddenFieldsOf(path, holding);
  return (email: string) => sendForm(path, { ...fields, ...typed, email }, { from: newNetwork() });
}

/** What a stranger sees of an answer: all but the clock, the nonce and what names this very request. */
function seen({ status, headers, cookies, text }: Answer, email: string) {
  const {
    date,
    "content-security-policy": policy,
    "x-request-id": id,
    "content-length": length,
    ...rest
  } = headers;
  const nonce = /'nonce-([^']+)'/.exec(String(policy))?.[1] ?? "none";
  const body = text.replaceAll(nonce, "…").replaceAll(email, "…");
  return {
    status,
    headers: JSON.stringify(rest).replaceAll(nonce, "…"),
    cookies,
    words: [...body.matchAll(/>([^<>{}]+)</g)].map(([, words]) => words?.trim()).filter(Boolean),
  };
}

for (const [name, form] of Object.entries(forms)) {
  test(`V6.3.8 ${name} answers with the same words, status, headers and cookies, whether the account exists or not`, async () => {
    const send = await sender(form);
    const known = await somebody();
    const unknown = uniqueEmail("nobody");
    const [a, b] = [await send(known), await send(unknown)];
    expect(a.text).toContain(form.says);
    expect(seen(b, unknown)).toEqual(seen(a, known));
  });

  test(`V6.3.8 ${name} takes as long, whether the account exists or not`, async () => {
    test.slow();
    const accounts = await Promise.all(Array.from({ length: ROUNDS / PER_ACCOUNT }, somebody));
    const send = await sender(form);
    await send(uniqueEmail("warm"));
    const { known, unknown } = await timeInTurns(ROUNDS, {
      known: (round) => send(accounts[round % accounts.length] ?? ""),
      unknown: () => send(uniqueEmail("nobody")),
    });
    const { z, ratio } = compareTimes(known, unknown);
    const numbers = `known ${known.map(Math.round)}, unknown ${unknown.map(Math.round)}`;
    expect(Math.abs(z), numbers).toBeLessThan(3.5);
    expect(Math.abs(Math.log2(ratio)), numbers).toBeLessThan(0.6);
  });
}

test("the measure sees work that is done for one kind only", async () => {
  test.slow();
  const accounts = await Promise.all(Array.from({ length: ROUNDS / PER_ACCOUNT }, somebody));
  const send = await sender(forms["sign-in"] as Form);
  const { hashed, refused } = await timeInTurns(ROUNDS, {
    hashed: (round) => send(accounts[round % accounts.length] ?? ""),
    refused: () => send("not an address"),
  });
  expect(compareTimes(hashed, refused).z).toBeGreaterThan(3.5);
});
