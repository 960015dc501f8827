"use server";
import { formAction } from "#lib/web/form-action.ts";
import { updateWorkspace } from "#lib/workspaces/update.ts";

export const updateWorkspaceAction = formAction(updateWorkspace, {
  done: "Saved. New messages carry it from now on.",
});
