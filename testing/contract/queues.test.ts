import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { connections } from "#lib/core/database/connections.ts";
import { enqueueAllIn, enqueueIn, isMail, shareOf, silence } from "#lib/core/jobs/jobs.ts";
import { issueTurn, type Turn } from "#lib/core/jobs/turn.ts";
import { jobs } from "#lib/jobs.ts";
import type { Limits } from "#lib/mail/platform/mail-turn.ts";
import { newcomerMail, platformMail } from "#lib/mail/platform/platform-mail.ts";
import { projectFile, projectFiles } from "#testing/project-files.ts";

const takesWorkspace = (input: z.ZodType) => input instanceof z.ZodObject && "workspaceId" in input.shape;

/** Queues that workspaces fill: those whose data names one or whose places are shared, and the platform's own mail. */
const shared = jobs.filter(
  (job) => takesWorkspace(job.input) || job.concurrencyPerWorkspace || job.input === platformMail.input,
);

test("queues that workspaces fill are found", () => {
  const names = shared.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      "campaign-send",
      "campaign-start",
      "import-run",
      "audit-export",
      "platform-mail",
      "unsubscribe-links-mail",
    ]),
  );
});

for (const job of shared) {
  const { name, concurrency = 1, ends, run } = job;
  test(`${name} leaves places to other workspaces`, () => {
    expect(shareOf(job), "one workspace must not take every place").toBeLessThan(concurrency);
    expect(shareOf(job)).toBeGreaterThan(0);
  });

  test(`${name} yields to others or says why it ends`, () => {
    if (/\bothersWait\b/.test(run.toString())) expect(ends).toBeUndefined();
    else expect(ends, "ask `othersWait`, or declare `ends`").toMatch(/^[A-Z].+\.$/);
  });
}

/** Queues of mail, and whether they reach only users. All others take the turn of a mailbox. */
const toUsersOnly = ["platform-mail"];

test("every queue of mail to addresses of no user asks for turns", () => {
  const mails = jobs.filter(({ name }) => name.endsWith("-mail"));
  expect(mails.map(({ name }) => name).sort()).toEqual([
    "confirmation-mail",
    "newcomer-mail",
    "platform-mail",
    "subject-request-mail",
    "unsubscribe-links-mail",
  ]);
  expect(mails.filter(({ turns }) => !turns).map(({ name }) => name)).toEqual(toUsersOnly);
});

test("each job that a test key causes mails nobody", async () => {
  const mailing = jobs.filter(isMail).map(({ name }) => name);
  expect(mailing.sort()).toEqual([
    "campaign-send",
    "campaign-start",
    "confirmation-mail",
    "newcomer-mail",
    "platform-mail",
    "subject-request-mail",
    "unsubscribe-links-mail",
  ]);
  for (const spec of jobs.filter(isMail)) {
    const queued = (many: boolean) =>
      connections().writer.transaction(async (tx) => {
        silence(tx);
        await (many ? enqueueAllIn(tx)(spec, [{ data: {} }]) : enqueueIn(tx)(spec, {}));
      });
    await expect(queued(false), spec.name).rejects.toThrow("a test key mails nobody");
    await expect(queued(true), spec.name).rejects.toThrow("a test key mails nobody");
  }
});

test("every job that hands over platform mail is a queue of mail", () => {
  const handing = projectFiles(/^lib\/.+(?<!\.test|\.fixture)\.ts$/).filter((file) =>
    /\b(sendOnce|sendContent|sendPlatformMail)\(/.test(projectFile(file)),
  );
  expect(handing.sort()).toEqual([
    "lib/audience/confirmations/mail.ts",
    "lib/audience/unsubscribe/links-mail.ts",
    "lib/mail/platform/platform-mail.ts",
    "lib/mail/platform/send-once.ts",
    "lib/privacy/subject-requests/mail.ts",
  ]);
});

for (const spec of jobs.filter(({ turns }) => turns))
  test(`${spec.name} queues no mail without a turn`, async () => {
    const turn = issueTurn();
    const queued = (given?: Turn) =>
      connections().writer.transaction(async (tx) => {
        await enqueueIn(tx)(spec, {}, given ? { turn: given } : {});
        await tx.execute(sql`delete from pgboss.job where name = ${spec.name} and data = '{}'`);
      });
    const many = () => connections().writer.transaction((tx) => enqueueAllIn(tx)(spec, [{ data: {} }]));
    await expect(queued()).rejects.toThrow("no turn");
    await expect(many()).rejects.toThrow("no turn");
    await expect(queued({ ...turn })).rejects.toThrow("no turn");
    await queued(turn);
    await expect(queued(turn), "one turn is one mail").rejects.toThrow("no turn");
  });

/** What issues turns, each after it counted the mails of one mailbox. */
const issuers = [
  "lib/account/email-changes/request.ts",
  "lib/account/mailed-links/mail-limits.ts",
  "lib/audience/unsubscribe/mail-links.ts",
  "lib/mail/platform/mail-turn.ts",
  "lib/team/invitations/mail-turn.ts",
];

test("no kind of mail to strangers compiles without its owner's count", () => {
  const limit = { name: "any", max: 1, windowSeconds: 1 };
  const ofMailbox = {
    sender: limit,
    owner: limit,
    newOwner: limit,
    newborn: limit,
    all: limit,
    reserve: limit,
  };
  // @ts-expect-error whoever takes a new mailbox each time meets no limit of a mailbox
  const kind: Limits = ofMailbox;
  expect(kind).toEqual(ofMailbox);
});

test("only what counts the mails of a mailbox issues turns", () => {
  const found = projectFiles(/^lib\/.+(?<!\.test)\.ts$/).filter(
    (file) => file !== "lib/core/jobs/turn.ts" && /\bissueTurn\b/.test(projectFile(file)),
  );
  expect(found.sort()).toEqual(issuers);
  for (const file of issuers)
    expect(projectFile(file), file).toMatch(/\b(countAttempt|takeAttempts?|countTogether)\(/);
});

test("no typed address is mailed by the queue of users' mail", () => {
  const files = projectFiles(/^lib\/.+(?<!\.test)\.ts$/).filter((file) => {
    const code = projectFile(file);
    return /: emailAddress\b/.test(code) && /enqueue\(\s*platformMail\b/.test(code);
  });
  // The first mails the address of an account, found by what was typed; the second the account's own, beside the new one.
  expect(files.sort()).toEqual([
    "lib/account/email-changes/request.ts",
    "lib/account/passwords/request-reset.ts",
  ]);
});

/** Commands for visitors that mail an address with an account only, and after a limit or a link that only its user has. */
const mailUsersOnly = [
  "lib/account/email-changes/cancel.ts",
  "lib/account/passwords/request-reset.ts",
  "lib/account/sign-in/disown.ts",
];

test("strangers' mails stand in no queue of security mail", () => {
  const files = projectFiles(/^lib\/.+(?<!\.test)\.ts$/).filter((file) => {
    const code = projectFile(file);
    return /allow: visitor\b/.test(code) && /enqueue\(\s*platformMail\b/.test(code);
  });
  expect(files.sort()).toEqual(mailUsersOnly);
  expect(newcomerMail.name).not.toBe(platformMail.name);
});
