"use server";
import { formAction } from "#lib/web/form-action.ts";
import { createWorkspace } from "#lib/workspaces/create.ts";

export const createWorkspaceAction = formAction(createWorkspace, {
  done: ({ name }) => `You are in ${name} now.`,
  then: "/dashboard",
});
