"use server";
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
