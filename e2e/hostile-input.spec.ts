import { cookieNames } from "#lib/web/cookies.ts";
import { expect, test } from "./fixtures.ts";
import { attack } from "./support/hostile/attack.ts";
import { alphabetsAt, headsAt, manyFieldsAt, prefixesAt, tooMuchAt } from "./support/hostile/bodies.ts";
import { otherVisitor } from "./support/hostile/other-visitor.ts";
import { productProcesses } from "./support/hostile/processes.ts";
import { actionDoors, type Door, publicDoors } from "./support/hostile/public-doors.ts";
import type { Hostile } from "./support/hostile/send.ts";

const slow = process.env.MAILNEO_TEST_SLOW === "1";

// One after the other: the visitor of one story must not wait for another story's attack.
test.describe.configure({ mode: "default", timeout: slow ? 3_600_000 : 300_000 });

/** What a door gets in the short form; `npm run test:slow` sends everything. */
const few = { prefixes: 30, alphabets: 4, fields: 2, ofActions: 1, heads: 10 };

/** Public pages that show a visitor no form, and why. */
const formless = {
  "/": "the landing page only links",
  "/account-recovery/asked": "says what happens next",
  "/account-recovery/cancel/[token]": "tells a dead link at once",
  "/account-recovery/cancelled": "says what happened",
  "/change-email/approve/[token]": "tells a dead link at once",
  "/change-email/cancel/[token]": "tells a dead link at once",
  "/change-email/confirm/[token]": "tells a dead link at once",
  "/change-email/done/[outcome]": "says what happened",
  "/docs/api": "is read, and asks nothing",
  "/docs/api/webhooks": "is read, and asks nothing",
  "/not-me/[token]": "tells a dead link at once",
  "/reset-password/[token]": "tells a dead link at once",
  "/two-factor-required": "sends a visitor to sign in",
  "/two-factor-required/enable": "sends a visitor to sign in",
  "/verify-email/[token]": "tells a dead link at once",
  "/workspaces/new": "sends a visitor to sign in",
};

test("every public page shows a form or is named as one without", async () => {
  const { doors, formless: found } = await publicDoors();
  expect(found).toEqual(Object.keys(formless));
  expect(doors.length).toBeGreaterThan(20);
});

test("every prefix of a body is answered and no process ends", async () => {
  const { doors } = await publicDoors();
  const whole = (door: Door) =>
    /^(form|action) of \/sign-in \(onceKey, next, email|^POST \/api\//.test(door.name);
  expect(doors.filter(whole).length).toBeGreaterThanOrEqual(6);
  await withstands(
    doors,
    function* (door) {
      yield* prefixesAt(door, whole(door) ? "every byte" : "structure");
    },
    few.prefixes,
  );
});

test("a megabyte of any alphabet in any field delays no other visitor", async () => {
  const { doors } = await publicDoors();
  await withstands(
    doors,
    function* (door) {
      yield* alphabetsAt(door);
      yield tooMuchAt(door);
    },
    few.alphabets,
  );
});

test("14,000 fields at any form delay no other visitor", async () => {
  const { doors } = await publicDoors();
  await withstands(doors, manyFieldsAt, few.fields);
});

test("every server action withstands 14,000 fields and a megabyte of blanks", async () => {
  await withstands(
    await actionDoors(),
    function* (door) {
      yield* manyFieldsAt(door);
      yield* alphabetsAt(door, ["blanks", "marks"]);
    },
    few.ofActions,
  );
});

test("hostile addresses, queries, headers and cookies delay no other visitor", async () => {
  const { pages } = await publicDoors();
  await withstands(
    [...pages, "/api/health", "/api/uploads", "/nothing-here"],
    function* (path) {
      yield* headsAt(path, path === "/sign-in" ? Object.values(cookieNames) : [cookieNames.session]);
    },
    few.heads,
  );
});

/** Sends to each door what is hostile to it, and expects an answer each time, a visitor who does not wait, and the same processes. */
async function withstands<D>(doors: D[], hostileTo: (door: D) => Iterable<Hostile>, some: number) {
  const before = productProcesses();
  const visitor = await otherVisitor();
  try {
    const { faults, sent, statuses, suspects } = await attack(
      all(doors, hostileTo, slow ? Number.POSITIVE_INFINITY : some),
      visitor,
    );
    console.log(
      [
        `${sent} requests, ${JSON.stringify(statuses)}, ${suspects} sent again alone. ${visitor.told()}`,
        ...faults,
      ].join("\n"),
    );
    expect.soft(faults).toEqual([]);
    expect.soft(visitor.unanswered(), "looks without a page").toBe(0);
    expect(productProcesses()).toEqual(before);
  } finally {
    await visitor.stop();
  }
}

/** What is hostile to each door, at most `some` of it: each door begins at another place, so that all of it is sent somewhere. */
function* all<D>(doors: D[], hostileTo: (door: D) => Iterable<Hostile>, some: number) {
  for (const [at, door] of doors.entries()) {
    const hostile = [...hostileTo(door)];
    const many = Math.min(some, hostile.length);
    for (let n = 0; n < many; n++) {
      const next = hostile[(at * many + Math.floor((n * hostile.length) / many)) % hostile.length];
      if (next) yield next;
    }
  }
}
