import { cookieNames } from "#lib/web/cookies.ts";
import { makeUser, uniqueEmail } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { areaUnderCurve, TOLD_APART, timeInTurns } from "./support/distributions.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { givePassword, makeOwner } from "./support/owner.ts";
import { type Answer, newNetwork, origin } from "./support/wire.ts";

/** Samples of each kind. */
const ROUNDS = 100;
const PER_ACCOUNT = 4;
const AT_ONCE = 4;
/** Milliseconds. Each answer of the forms waits for at least 600 of them. */
const PATIENCE = 300_000;

/** Holds that nobody can tell two kinds of answers apart by how long they take. */
function expectSameTimes(known: number[], unknown: number[]) {
  expect([known.length, unknown.length]).toEqual([ROUNDS, ROUNDS]);
  const numbers = `known ${known.map(Math.round)}, unknown ${unknown.map(Math.round)}`;
  expect(Math.abs(areaUnderCurve(known, unknown) - 0.5), numbers).toBeLessThan(TOLD_APART);
}

type Form = { path: string; holding: string; typed: Record<string, string>; says: string };

const forms: Record<string, Form> = {
  "sign-in": {
    path: "/sign-in",
    holding: "Sign in",
    typed: { password: "a wrong one entirely" },
    says: "That email address and password do not match.",
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

/** What a stranger sees of an answer: all but the clock, the nonce, the given address and what names this very request. */
function seen({ status, headers, cookies, text }: Answer, email: string) {
  const {
    date,
    "content-security-policy": policy,
    "x-request-id": id,
    "content-length": length,
    ...rest
  } = headers;
  const own = new RegExp(`(?<=${cookieNames.signUp}=)[\\w.-]+|(?<=Expires=)[^;"]+`, "g");
  const nonce = /'nonce-([^']+)'/.exec(String(policy))?.[1] ?? "none";
  const body = text.replaceAll(nonce, "…").replaceAll(email, "…");
  return {
    status,
    headers: JSON.stringify(rest).replaceAll(nonce, "…").replaceAll(own, "…"),
    cookies: cookies.map((cookie) => cookie.replaceAll(own, "…")),
    words: [...body.matchAll(/>([^<>{}]+)</g)].map(([, words]) => words?.trim()).filter(Boolean),
  };
}

for (const [name, form] of Object.entries(forms)) {
  test(`${name} answers the same for known and unknown accounts`, {
    tag: "@V6.3.8",
  }, async () => {
    const send = await sender(form);
    const known = await somebody();
    const unknown = uniqueEmail("nobody");
    const [a, b] = [await send(known), await send(unknown)];
    expect(a.text).toContain(form.says);
    expect(seen(b, unknown)).toEqual(seen(a, known));
  });

  test(`${name} takes as long, whether the account exists or not`, { tag: "@V6.3.8" }, async () => {
    test.setTimeout(PATIENCE);
    const accounts = await Promise.all(Array.from({ length: ROUNDS / PER_ACCOUNT }, somebody));
    const send = await sender(form);
    await send(uniqueEmail("warm"));
    const { known, unknown } = await timeInTurns(
      ROUNDS,
      {
        known: (round) => send(accounts[round % accounts.length] ?? ""),
        unknown: () => send(uniqueEmail("nobody")),
      },
      AT_ONCE,
    );
    expectSameTimes(known, unknown);
  });
}

test("an address change takes as long for known and unknown addresses", {
  tag: "@V6.3.8",
}, async () => {
  test.setTimeout(PATIENCE);
  const owners = await Promise.all(
    Array.from({ length: (2 * ROUNDS) / PER_ACCOUNT }, async () => {
      const { cookie } = await makeOwner();
      const session = `${cookieNames.session}=${cookie}`;
      const fields = await hiddenFieldsOf("/settings/profile/email", "New email address", session);
      return (email: string) =>
        sendForm(
          "/settings/profile/email",
          { ...fields, email },
          {
            headers: { origin: origin(), "sec-fetch-site": "same-origin", cookie: session },
          },
        );
    }),
  );
  const taken = await Promise.all(Array.from({ length: ROUNDS }, async () => (await makeUser()).email));
  const answers: { kind: string; status: number; location: unknown }[] = [];
  const send = async (kind: string, owner: number, email: string) => {
    const { status, headers } = await (owners[owner % owners.length]?.(email) ?? Promise.reject());
    answers.push({ kind, status, location: headers.location });
  };
  const { known, unknown } = await timeInTurns(
    ROUNDS,
    {
      known: (round) => send("known", 2 * round, taken[round] ?? ""),
      unknown: (round) => send("unknown", 2 * round + 1, uniqueEmail("nobody")),
    },
    AT_ONCE,
  );
  expect(new Set(answers.map(({ status, location }) => `${status} ${location}`))).toEqual(
    new Set(["303 /settings/profile"]),
  );
  expectSameTimes(known, unknown);
});

test("an invitation takes as long for known and unknown addresses", {
  tag: "@V6.3.8",
}, async () => {
  test.setTimeout(PATIENCE);
  // Both kinds in each team, so that each page lists as many of both.
  const teams = await Promise.all(Array.from({ length: ROUNDS / 20 }, () => inviter()));
  const people = await Promise.all(Array.from({ length: ROUNDS }, async () => (await makeUser()).email));
  const answers: string[] = [];
  const send = async (round: number, email: string) => {
    const answer = await (teams[round % teams.length]?.(email) ?? Promise.reject());
    answers.push(`${answer.status} ${answer.text.includes("1 invitation is on its way")}`);
  };
  const { known, unknown } = await timeInTurns(
    ROUNDS,
    {
      known: (round) => send(round, people[round] ?? ""),
      unknown: (round) => send(round, uniqueEmail("nobody")),
    },
    AT_ONCE,
  );
  expect(new Set(answers)).toEqual(new Set(["200 true"]));
  expectSameTimes(known, unknown);
});

/** Somebody who invites by the form of the team. */
async function inviter() {
  const { cookie } = await makeOwner();
  const session = `${cookieNames.session}=${cookie}`;
  const fields = await hiddenFieldsOf("/settings/team/invite", "Send invitations", session);
  const headers = { origin: origin(), "sec-fetch-site": "same-origin", cookie: session };
  return (email: string) =>
    sendForm("/settings/team/invite", { ...fields, emails: email, role: "member" }, { headers });
}

test("the measure sees work that is done for one kind only", async () => {
  test.setTimeout(PATIENCE);
  const accounts = await Promise.all(Array.from({ length: ROUNDS / PER_ACCOUNT }, somebody));
  const send = await sender(forms["sign-in"] as Form);
  const { hashed, refused } = await timeInTurns(
    ROUNDS,
    {
      hashed: (round) => send(accounts[round % accounts.length] ?? ""),
      refused: () => send("not an address"),
    },
    AT_ONCE,
  );
  expect(areaUnderCurve(hashed, refused) - 0.5).toBeGreaterThan(TOLD_APART);
});

test("the measure hears ranks alone, so that a slow machine changes nothing", () => {
  const samples = (count: number, of: (at: number) => number) =>
    Array.from({ length: count }, (_, at) => of(at));
  const equal = samples(100, (at) => 600 + ((at * 37) % 100));
  expect(areaUnderCurve(equal, equal)).toBe(0.5);
  const halfLater = samples(100, (at) => (at % 2 ? 800 : 600) + ((at * 37) % 100));
  expect(areaUnderCurve(halfLater, equal) - 0.5).toBeGreaterThan(TOLD_APART);
  const slow = (times: number[]) => times.map((time) => 7 * time + 1000);
  expect(areaUnderCurve(slow(halfLater), slow(equal))).toBe(areaUnderCurve(halfLater, equal));
});
