"use server";
import { createWorkspace } from "#lib/team/workspaces/create.ts";
import { formAction } from "#lib/web/form-action.ts";

export const createWorkspaceAction = formAction(createWorkspace, {
  done: ({ name }) => `You are in ${name} now.`,
  then: "/dashboard",
});
