"use client";
import { createContext, type ReactNode, use } from "react";

const PageWorkspace = createContext<{ id: string; user: string } | null>(null);

/** Gives every form on a page the workspace and the account that the page was made for. */
export function InWorkspace({ id, user, children }: { id: string; user: string; children: ReactNode }) {
  return <PageWorkspace value={{ id, user }}>{children}</PageWorkspace>;
}

/**
 * Sends the workspace that the page showed. Otherwise a user who switched in another tab, or was removed meanwhile,
 * would write into a workspace they do not see.
 */
export function PageWorkspaceField() {
  const page = use(PageWorkspace);
  return page && <input type="hidden" name="pageWorkspace" value={page.id} />;
}

/** Returns the owner of what this page keeps on the device: account and workspace. Null outside a workspace. */
export function usePageOwner(): string | null {
  const page = use(PageWorkspace);
  return page && `${page.user}:${page.id}`;
}
