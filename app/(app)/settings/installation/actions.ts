"use server";
import { endAccountSessions } from "#lib/operations/accounts/end-sessions.ts";
import { findAccount } from "#lib/operations/accounts/find.ts";
import { removeRingKey } from "#lib/operations/encryption-keys/remove.ts";
import { rotateKeys } from "#lib/operations/encryption-keys/rotate.ts";
import { formAction } from "#lib/web/form-action.ts";

export const rotateKeysAction = formAction(rotateKeys, {
  done: ({ again }) => (again ? "The rotation goes on." : "The rotation has begun."),
  then: "/settings/installation",
});

export const removeRingKeyAction = formAction(removeRingKey, {
  done: ({ ringKeyId }) => `${ringKeyId} is taken out.`,
  then: "/settings/installation",
});

const pageOf = (userId: unknown) => `/settings/installation/accounts/${userId}`;

export const findAccountAction = formAction(findAccount, { then: ({ userId }) => pageOf(userId) });

export const endAccountSessionsAction = formAction(endAccountSessions, {
  done: ({ name, sessionsEnded }) =>
    `${name} is signed out everywhere: ${sessionsEnded} ${sessionsEnded === 1 ? "session" : "sessions"} ended.`,
  then: (_, data) => pageOf(data.get("userId")),
});
