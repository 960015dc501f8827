"use server";
import { renameUser } from "#lib/users/rename.ts";
import { formAction } from "#lib/web/form-action.ts";

export const renameUserAction = formAction(renameUser, { done: "Your name is saved." });
