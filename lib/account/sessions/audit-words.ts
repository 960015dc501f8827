import { counted, type EventWords, said, whose } from "#lib/core/audit/words.ts";

const sessionsEnded = { sessionsEnded: "Sessions ended" };
const by = {
  by: {
    label: "Proved with",
    words: {
      password: "The password",
      code: "A code of the app",
      "recovery code": "A recovery code",
      passkey: "A passkey",
    },
  },
};
const alert = {
  label: "Unusual, and mailed about",
  words: { device: "A new browser", country: "A new country", away: "The first for two months" },
};
const amr = {
  label: "Proved with",
  words: {
    pwd: "Password",
    otp: "Code",
    hwk: "Passkey",
    mfa: "Two-factor authentication",
    user: "Finger or PIN",
  },
};
const knownDevice = { knownDevice: "Known browser" };

/** Signing in, and the sessions it begins. */
export const sessionWords = {
  "session.sign_in": {
    group: "sign-ins",
    to: "sign in with a password",
    proves: true,
    target: "user",
    did: ({ detail }) =>
      detail.next === "second factor"
        ? "gave the right password and was asked for a two-factor code"
        : "gave the right password",
    tried: (facts) =>
      facts.person ? `tried to sign in to ${whose(facts)} account` : "tried to sign in to an unknown account",
    shows: {
      ...knownDevice,
      rehashed: "Password hashed anew",
      address: "Mark of the unknown address",
    },
  },
  "session.sign_in_with_passkey": {
    group: "sign-ins",
    to: "sign in with a passkey",
    proves: true,
    target: "user",
    did: "gave a passkey to sign in",
    tried: (facts) => `tried to sign in to ${whose(facts)} account with a passkey`,
    shows: knownDevice,
  },
  "session.second_factor": {
    group: "sign-ins",
    to: "give a two-factor code",
    proves: true,
    target: "user",
    did: ({ detail }) =>
      detail.by === "recovery code" ? "gave a recovery code" : "gave the right two-factor code",
    tried: (facts) => `tried to pass two-factor authentication of ${whose(facts)} account`,
    shows: by,
  },
  "session.start": {
    group: "sign-ins",
    to: "begin a session",
    proves: true,
    target: "session",
    did: ({ detail }) => `signed in${signedInWith(detail.amr)}`,
    tried: "tried to begin a session",
    shows: { amr, alert },
  },
  "session.sign_out": { group: "sign-ins", to: "sign out", target: "session", did: "signed out" },
  "session.step_up": {
    group: "sessions",
    to: "confirm that it is them",
    target: "session",
    did: ({ detail }) => `confirmed that it is them with ${withProof(said(detail, "by"))}`,
    shows: {
      ...by,
      insteadOf: { label: "Instead of", words: { passkey: "Their passkey, which they could not use" } },
    },
  },
  "session.rename": {
    group: "sessions",
    to: "name a browser",
    target: "session",
    did: "named one of their browsers",
  },
  "session.revoke_one": {
    group: "sessions",
    to: "sign out another browser",
    target: "session",
    did: "signed out another of their browsers",
  },
  "session.revoke_others": {
    group: "sessions",
    to: "sign out all other browsers",
    target: "user",
    did: ({ detail }) => `signed out all their other browsers: ${counted(detail.ended, "session")} ended`,
    shows: { ended: "Sessions ended" },
  },
  "session.disown": {
    group: "sessions",
    to: "say that a sign-in was not them",
    proves: true,
    target: "session",
    did: "said that a sign-in was not them: every session and the password ended",
    shows: {
      ...sessionsEnded,
      passkeysRemoved: "Passkeys removed",
      twoFactorTurnedOff: "Two-factor authentication turned off",
      campaignsPaused: "Campaigns paused",
      workEnded: "Campaigns, imports, bulk actions and invitations ended",
    },
  },
} satisfies Record<string, EventWords>;

function signedInWith(given: unknown): string {
  const ways = Array.isArray(given) ? given : [];
  if (ways.includes("hwk")) return " with a passkey";
  if (ways.includes("otp")) return " with a password and a code";
  return ways.includes("pwd") ? " with a password" : "";
}

const withProof = (proof: string) =>
  proof === "password" ? "the password" : proof ? `a ${proof}` : "a proof";
