"use server";
import { addPasskey } from "#lib/account/passkeys/add.ts";
import { beginAddPasskey } from "#lib/account/passkeys/begin-add.ts";
import { removePasskey } from "#lib/account/passkeys/remove.ts";
import { renamePasskey } from "#lib/account/passkeys/rename.ts";
import { formAction } from "#lib/web/form-action.ts";
import { formInput } from "#lib/web/form-input.ts";
import { beginPasskey, takePasskeyChallenge } from "#lib/web/passkeys.ts";

const here = "/settings/security/passkeys";

export async function beginAddPasskeyAction() {
  return beginPasskey(beginAddPasskey);
}

export const addPasskeyAction = formAction(addPasskey, {
  input: async (data) => ({ ...formInput(data), challengeId: await takePasskeyChallenge() }),
  done: ({ name }) => `The passkey “${name}” is added. It signs you in from now on.`,
  then: here,
});

export const renamePasskeyAction = formAction(renamePasskey, {
  done: ({ name }) => `The passkey is called “${name}” now.`,
  then: here,
});

export const removePasskeyAction = formAction(removePasskey, {
  done: ({ name }) =>
    `The passkey “${name}” is removed, and every other browser signed out. Delete it on its device too, or it will go on being offered there.`,
  then: here,
});
