"use server";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";
import { formAction } from "#lib/web/form-action.ts";

export const updateWorkspaceAction = formAction(updateWorkspace, {
  done: "Saved. New messages carry it from now on.",
});
