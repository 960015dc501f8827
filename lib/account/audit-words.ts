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
  words: { pwd: "Password", otp: "Code", hwk: "Passkey", mfa: "Two factors", user: "Finger or PIN" },
};
const knownDevice = { knownDevice: "Known browser" };

/** Signing in, sessions, passwords and the account itself. */
export const accountWords = {
  "session.sign_in": {
    group: "sign-ins",
    to: "sign in with a password",
    proves: true,
    target: "user",
    did: ({ detail }) =>
      detail.next === "second factor"
        ? "gave the right password and was asked for the second factor"
        : "gave the right password",
    tried: (facts) =>
      facts.person ? `tried to sign in to ${whose(facts)} account` : "tried to sign in to an unknown account",
    shows: { ...knownDevice, address: "Mark of the unknown address" },
  },
  "session.passkey_sign_in": {
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
    to: "give the second factor",
    proves: true,
    target: "user",
    did: ({ detail }) =>
      detail.by === "recovery code"
        ? "gave a recovery code as second factor"
        : "gave the right code as second factor",
    tried: (facts) => `tried to pass the second factor of ${whose(facts)} account`,
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
    shows: by,
  },
  "session.revoke": {
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
    shows: { ...sessionsEnded, passkeysRemoved: "Passkeys removed" },
  },
  "password.request_reset": {
    group: "passwords",
    to: "ask for a link to reset a password",
    target: "user",
    did: (facts) =>
      facts.person
        ? `asked for a link to reset ${whose(facts)} password`
        : "asked for a link to reset the password of an unknown account",
  },
  "password.reset": {
    group: "passwords",
    to: "reset a password",
    proves: true,
    target: "user",
    did: "chose a new password by a mailed link",
    shows: sessionsEnded,
  },
  "password.change": {
    group: "passwords",
    to: "change the password",
    target: "user",
    did: "changed their password",
    shows: sessionsEnded,
  },
  "user.sign_up": {
    group: "account",
    to: "sign up",
    proves: true,
    target: "user",
    did: ({ detail }) =>
      detail.account ? "signed up with an address that has an account" : "signed up and made a workspace",
    shows: {
      workspace: "Workspace",
      account: {
        label: "The account",
        words: {
          exists: "Exists: its owner was mailed",
          "waits for its link": "Waits for its link",
          "may come back": "Moved away lately, and may come back",
        },
      },
    },
  },
  "user.verify_email": {
    group: "account",
    to: "prove an address",
    proves: true,
    target: "user",
    did: "proved that their address is theirs",
    shows: sessionsEnded,
  },
  "user.resend_verification": {
    group: "account",
    to: "ask for the verification link again",
    target: "user",
    did: (facts) => `asked for the link that proves ${whose(facts)} address again`,
  },
  "user.rename": {
    group: "account",
    to: "change a name",
    target: "user",
    did: "changed their name",
    renamed: "Name",
  },
  "email_change.request": {
    group: "account",
    to: "ask for another address",
    target: "user",
    did: "asked to move the account to another address",
    shows: { needsApproval: "Needs a yes from the old address" },
  },
  "email_change.confirm": {
    group: "account",
    to: "confirm a new address",
    proves: true,
    target: "user",
    did: moved("confirmed the new address"),
    renamed: "Email address",
    shows: sessionsEnded,
  },
  "email_change.approve": {
    group: "account",
    to: "agree to a new address",
    proves: true,
    target: "user",
    did: moved("agreed to the move from the old address"),
    renamed: "Email address",
    shows: sessionsEnded,
  },
  "email_change.cancel": {
    group: "account",
    to: "call off a change of address",
    proves: true,
    target: "user",
    did: ({ detail }) =>
      detail.restored
        ? "took the old address back: the password and every session ended"
        : "called off the change of address by the link at the old one",
    shows: sessionsEnded,
  },
  "email_change.withdraw": {
    group: "account",
    to: "withdraw a change of address",
    target: "user",
    did: "withdrew the change of their address",
  },
} satisfies Record<string, EventWords>;

function moved(step: string): EventWords["did"] {
  return ({ detail }) => (detail.changed ? `${step}: the account’s address changed` : step);
}

function signedInWith(given: unknown): string {
  const ways = Array.isArray(given) ? given : [];
  if (ways.includes("hwk")) return " with a passkey";
  if (ways.includes("otp")) return " with a password and a code";
  return ways.includes("pwd") ? " with a password" : "";
}

const withProof = (proof: string) =>
  proof === "password" ? "the password" : proof ? `a ${proof}` : "a proof";
