import { expect, test } from "@playwright/test";
import { z } from "zod";
import * as recovery from "#lib/account/account-recovery/mails.ts";
import * as emailChanges from "#lib/account/email-changes/mails.ts";
import * as passkeys from "#lib/account/passkeys/mails.ts";
import * as passwords from "#lib/account/passwords/mails.ts";
import * as sessions from "#lib/account/sessions/mails.ts";
import { disownSession } from "#lib/account/sign-in/disown.ts";
import * as signIn from "#lib/account/sign-in/mails.ts";
import * as twoFactor from "#lib/account/two-factor/mails.ts";
import * as users from "#lib/account/users/mails.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { visitor } from "#lib/core/policies.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import * as team from "#lib/team/members/mails.ts";
import { anonymous, asOwner, makeMember, makeSignedIn, ownerSql } from "#testing/factories.ts";
import { projectFile, projectFiles } from "#testing/project-files.ts";
import { factsOf } from "./facts.ts";
import { type Notice, sendNotice } from "./send-notice.ts";

const zurich = "Europe/Zurich" as TimeZone;
const due = { at: new Date(), zone: zurich };
const asked = { to: "new@example.com", facts: "THE FACTS" };

type Person = { name: string; email: string };

/** Mails about something that was done to an account, which sendNotice completes with the facts and the link. */
const notices: Record<string, (person: Person) => Notice> = {
  enabledMail: twoFactor.enabledMail,
  disabledMail: twoFactor.disabledMail,
  recoveryCodeUsedMail: (person) => twoFactor.recoveryCodeUsedMail(person, 3),
  recoveryCodesMadeMail: twoFactor.recoveryCodesMadeMail,
  manyWrongCodesMail: twoFactor.manyWrongCodesMail,
  passkeyAddedMail: passkeys.passkeyAddedMail,
  passkeyRemovedMail: passkeys.passkeyRemovedMail,
  passwordChangedMail: passwords.passwordChangedMail,
  passwordResetMail: (person) => passwords.passwordResetMail(person, { due, seed: "seed" }),
  failedSecondFactorMail: signIn.failedSecondFactorMail,
  signedOutMail: (person) => sessions.signedOutMail(person, 2),
  requestedMail: (person) => recovery.requestedMail(person, due, "seed"),
  reminderMail: (person) => recovery.reminderMail(person, due, "seed"),
  shortenedMail: (person) => recovery.shortenedMail(person, due, "seed"),
  cancelledMail: recovery.cancelledMail,
  factorShownMail: recovery.factorShownMail,
  completedMail: recovery.completedMail,
  calledOffMail: emailChanges.calledOffMail,
  welcomeMail: emailChanges.welcomeMail,
  ownershipGivenMail: (person) => team.ownershipGivenMail(person, { workspace: "Engines", to: "Grace" }),
  roleGivenMail: (person) =>
    team.roleGivenMail(person, { workspace: "Engines", to: "Grace", role: "admin", behind: [] }),
  memberRemovedMail: (person) =>
    team.memberRemovedMail(person, { workspace: "Engines", whom: "Grace", behind: [] }),
};

/** Mails that carry the facts themselves, because their own link undoes more than the notice's would. */
const withTheirOwnLink: Record<string, (person: Person) => PlatformMail> = {
  newSignInMail: (person) => {
    const origin = { ip: "203.0.113.7", userAgent: null, requestId: "" };
    const sighting = { origin, place: { country: null, city: null }, zone: zurich };
    const mail = signIn.newSignInMail(person, sighting, "device", "seed");
    expect(mail.paragraphs.join("\n")).toContain(factsOf(sighting));
    return { ...mail, paragraphs: ["THE FACTS"] };
  },
  approveMail: (person) => emailChanges.approveMail(person, asked, "seed", "undo"),
  toldMail: (person) => emailChanges.toldMail(person, asked, "undo"),
  addressChangedMail: (person) => emailChanges.addressChangedMail(person, asked.facts, "undo"),
  addressRestoredMail: (person) =>
    emailChanges.addressRestoredMail(person, { facts: asked.facts, more: [] }, "seed"),
  disownedMail: (person) =>
    signIn.disownedMail(person, {
      facts: asked.facts,
      keys: null,
      seed: "seed",
      paused: 2,
      secondFactor: "kept",
      asked: null,
    }),
  resetMail: (person) => passwords.resetMail(person, asked.facts, "seed"),
};

const others: Record<string, string> = {
  invitationMail: "Asks an address that may have no account.",
  roleChangedMail:
    "Tells a person what another one did, with the time and their name; that one gets roleGivenMail.",
  removedMail: "The same; the other one gets memberRemovedMail.",
  memberLeftMail: "Tells owners what another person did in their own account.",
  ownershipReceivedMail: "The same; the other one gets ownershipGivenMail.",
  protectMail: "Asks for a second factor.",
  verificationMail: "Proves an address before there is anything to protect.",
  alreadyRegisteredMail: "Nothing was done to the account.",
  addressKeptMail: "Nothing was done to the account.",
  alreadyVerifiedMail: "Nothing was done to the account.",
  confirmMail: "Proves an address that is not yet the account's.",
  addressTakenMail: "Nothing was done to the account.",
};

test("every mail of account and team is listed", () => {
  const modules = [recovery, emailChanges, passkeys, passwords, sessions, signIn, twoFactor, users, team];
  const all = modules.flatMap((module) => Object.keys(module)).filter((name) => name.endsWith("Mail"));
  const listed = [notices, withTheirOwnLink, others].flatMap((list) => Object.keys(list));
  expect(listed.sort()).toEqual(all.sort());
  const files = projectFiles(/^lib\/(account|team)\/.+\/mails\.ts$/);
  expect(files).toHaveLength(modules.length);
});

test("a security mail leaves through the notice alone", () => {
  const code = projectFiles(/^lib\/.+(?<!\.test)\.ts$/)
    .map(projectFile)
    .join("\n");
  for (const name of Object.keys(notices))
    expect(code, name).not.toMatch(new RegExp(`enqueue\\(\\s*platformMail,\\s*${name}\\(`));
});

const notify = command({
  name: "test.notify",
  allow: visitor,
  input: z.object({ userId: z.uuid(), email: z.string().max(300), mail: z.custom<Notice>() }),
  async run(context, { userId, email, mail }) {
    await sendNotice(context, { id: userId, email }, mail);
    return { result: undefined, audit: { target: userId, workspaceId: null } };
  },
});

const browser =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const seen = <A extends Actor>(actor: A): A => ({
  ...actor,
  origin: { ...actor.origin, ip: "81.2.69.142", userAgent: browser },
});

async function mailed(email: string): Promise<PlatformMail> {
  const [row] = await ownerSql()<{ data: PlatformMail }[]>`select data from pgboss.job
    where name = 'platform-mail' and data->'to'->>'address' = ${email} order by created_on desc limit 1`;
  return row?.data as PlatformMail;
}

for (const [name, make] of Object.entries(notices)) {
  test(`${name} names time, browser, place, IP and a way back`, async () => {
    const { actor, user } = await makeSignedIn();
    await asOwner((sql) => sql`update users set time_zone = 'Europe/Zurich' where id = ${user.id}`);
    for (const by of [seen(actor), seen(anonymous())]) {
      await notify(by, { userId: user.id, email: user.email, mail: make(user) });
      const mail = await mailed(user.email);
      expect(mail.paragraphs.at(-1)).toMatch(
        /^Time: \w+day, \d+ \w+ \d{4} at \d\d:\d\d \(Zurich time, GMT\+[12]\)\nBrowser: Chrome 140 on Linux\nPlace: .*(United Kingdom|England|London).*\nIP address: 81\.2\.69\.142$/,
      );
      expect(mail.undo).toMatchObject({ label: "This wasn't me", purpose: "disown_session" });
      expect(mail.link ?? mail.page, "a way to look or cancel").toBeTruthy();
    }
  });
}

for (const [name, make] of Object.entries(withTheirOwnLink)) {
  test(`${name} carries the facts and its own link`, () => {
    const mail = make({ name: "Ada", email: "ada@example.com" });
    expect(mail.paragraphs.join("\n")).toContain("THE FACTS");
    expect(["disown_session", "cancel_email", "reset_password"]).toContain((mail.undo ?? mail.link)?.purpose);
  });
}

test("the link of a mail about no session locks everybody out", async () => {
  const { user } = await makeMember();
  await notify(anonymous(), {
    userId: user.id,
    email: user.email,
    mail: twoFactor.manyWrongCodesMail(user),
  });
  const { undo } = await mailed(user.email);
  const token = mailedToken("disown_session", undo?.seed ?? "");
  await disownSession(anonymous(), { token });
  const [row] = await ownerSql()`select
    (select count(*)::int from sessions where user_id = ${user.id} and revoked_at is null) as live,
    (select password_hash from users where id = ${user.id}) as password`;
  expect(row).toEqual({ live: 0, password: null });
  expect((await mailed(user.email)).link?.purpose).toBe("reset_password");
  await expect(disownSession(anonymous(), { token })).rejects.toMatchObject({ code: "conflict" });
});
