import type { SecurityFacts } from "./facts.ts";

export type SecurityLine = {
  id: string;
  /** `missing` is what the guide demands, `advice` what it advises. */
  state: "done" | "missing" | "advice";
  title: string;
  why: string;
  /** The line's worth. The score is the share of the points that apply to this user. */
  points: number;
  fix: { label: string; href: string };
};

const security = "/settings/security";
const YEAR = 365 * 86_400_000;

/** Returns the guide's advice for one user, line by line. Leaves out what cannot apply (a team of one, no mail account). */
export function securityLines(facts: SecurityFacts, now = new Date()): SecurityLine[] {
  return [
    ...secondFactor(facts),
    ...password(facts, now),
    ...sessions(facts),
    ...mailboxes(facts),
    ...apiKeys(facts),
    ...team(facts),
  ];
}

/** Returns 0 to 100: the points of what is done among the points of what applies. */
export function securityScore(lines: SecurityLine[]): number {
  const sum = (of: SecurityLine[]) => of.reduce((total, { points }) => total + points, 0);
  return Math.round((100 * sum(lines.filter(({ state }) => state === "done"))) / Math.max(1, sum(lines)));
}

function* secondFactor({
  twoFactorSince,
  passkeys,
  unusedPasskeys,
  codes,
  codesLeft,
}: SecurityFacts): Generator<SecurityLine> {
  const twoFactor = { href: `${security}/two-factor` };
  yield {
    id: "two_factor",
    state: twoFactorSince ? "done" : "missing",
    title: twoFactorSince ? "Two-factor authentication is on" : "Turn on two-factor authentication",
    why: "A stolen password alone then opens nothing.",
    points: 30,
    fix: { ...twoFactor, label: "Set up" },
  };
  const enough = codesLeft > 3;
  yield {
    id: "recovery_codes",
    state: enough ? "done" : twoFactorSince ? "missing" : "advice",
    title: enough
      ? `${codesLeft} of ${codes} recovery codes are left`
      : twoFactorSince
        ? `Only ${codesLeft} recovery ${codesLeft === 1 ? "code is" : "codes are"} left: make new ones`
        : "Recovery codes come with two-factor authentication",
    why: "They let you in when your phone is lost. Keep them where a thief of your laptop does not look.",
    points: 10,
    fix: { ...twoFactor, label: twoFactorSince ? "Make new codes" : "Set up" },
  };
  yield {
    id: "passkey",
    state: passkeys > 0 ? "done" : "advice",
    title: passkeys > 0 ? "You can sign in with a passkey" : "Add a passkey",
    why: "It works on the real site only, so nobody can trick it out of you.",
    points: 10,
    fix: { href: `${security}/passkeys`, label: "Add a passkey" },
  };
  if (passkeys === 0) return;
  yield {
    id: "unused_passkeys",
    state: unusedPasskeys === 0 ? "done" : "advice",
    title:
      unusedPasskeys === 0
        ? "Every passkey is in use"
        : `${count(unusedPasskeys, "passkey")} not used for 90 days`,
    why: "It may be on a device you gave away. Removing it here is all it takes.",
    points: 5,
    fix: { href: `${security}/passkeys`, label: "Review passkeys" },
  };
}

function* password(facts: SecurityFacts, now: Date): Generator<SecurityLine> {
  const { hasPassword, passwordWeak, passwordChangedAt } = facts;
  const fix = { href: `${security}/password`, label: hasPassword ? "Change password" : "Set a password" };
  yield {
    id: "password",
    state: hasPassword && !passwordWeak ? "done" : "missing",
    title: !hasPassword
      ? "Your account has no password: set one"
      : passwordWeak
        ? "Your password is a common or guessable one: change it"
        : "Your password is not a common one",
    why: "Common passwords are tried first, everywhere. We look when you type it, because we do not keep it.",
    points: 15,
    fix,
  };
  if (!hasPassword) return;
  const recent = passwordChangedAt !== null && now.getTime() - passwordChangedAt.getTime() < YEAR;
  yield {
    id: "password_age",
    state: recent ? "done" : "advice",
    title: recent
      ? "Your password was chosen within a year"
      : passwordChangedAt
        ? "Your password is older than a year"
        : "The age of your password is not known",
    why: "No need to change it on a schedule; but one from years ago has often been used elsewhere too.",
    points: 5,
    fix,
  };
}

function* sessions({ sessions, idleSessions, farSessions }: SecurityFacts): Generator<SecurityLine> {
  const problems = [
    idleSessions > 0 && `${count(idleSessions, "browser")} not used for 14 days`,
    farSessions > 0 && `${count(farSessions, "browser")} in another country than you`,
  ].filter((words) => words !== false);
  yield {
    id: "sessions",
    state: problems.length === 0 ? "done" : "advice",
    title:
      problems.length === 0
        ? `You are signed in on ${count(sessions, "browser")}, all in use`
        : `Still signed in: ${problems.join(", ")}`,
    why: "A browser you forgot is a door you forgot. Signing it out costs nothing.",
    points: 10,
    fix: { href: `${security}/sessions`, label: "Review sessions" },
  };
}

function* mailboxes({ mailboxes, unusedMailboxes }: SecurityFacts): Generator<SecurityLine> {
  if (mailboxes === 0) return;
  yield {
    id: "mailboxes",
    state: unusedMailboxes === 0 ? "done" : "advice",
    title:
      unusedMailboxes === 0
        ? "Every connected email account is in use"
        : `${count(unusedMailboxes, "email account")} sent nothing for 90 days`,
    why: "Disconnecting one destroys its stored password. You can connect it again at any time.",
    points: 5,
    fix: { href: "/settings/email-accounts", label: "Review accounts" },
  };
}

function* apiKeys({ apiKeys, unusedApiKeys }: SecurityFacts): Generator<SecurityLine> {
  if (apiKeys === 0) return;
  yield {
    id: "api_keys",
    state: unusedApiKeys === 0 ? "done" : "advice",
    title:
      unusedApiKeys === 0
        ? "Every API key is in use"
        : unusedApiKeys === 1
          ? "1 API key is not used"
          : `${unusedApiKeys} API keys are not used`,
    why: "A key that no program uses helps only a thief. Revoke it; a new one takes a minute.",
    points: 5,
    fix: { href: "/settings/api-keys", label: "Review keys" },
  };
}

function* team({ teammates, uncoveredTeammates }: SecurityFacts): Generator<SecurityLine> {
  if (teammates === 0) return;
  yield {
    id: "team",
    state: uncoveredTeammates === 0 ? "done" : "missing",
    title:
      uncoveredTeammates === 0
        ? "Everybody in your team uses two-factor authentication"
        : `${uncoveredTeammates} of ${count(teammates, "teammate")} ${uncoveredTeammates === 1 ? "does" : "do"} not use two-factor authentication`,
    why: "A workspace is as safe as its weakest account. You can remind them, or require it.",
    points: 10,
    fix: { href: "/settings/team", label: "See who" },
  };
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
