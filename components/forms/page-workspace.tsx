"use client";
import { createContext, type ReactNode, use } from "react";

const PageWorkspace = createContext<string | null>(null);

/** Gives every form on a page the workspace that the page was made for. */
export function InWorkspace({ id, children }: { id: string; children: ReactNode }) {
  return <PageWorkspace value={id}>{children}</PageWorkspace>;
}

/**
 * Sends the workspace that the page showed. Otherwise a user who switched in another tab, or was removed meanwhile,
 * would write into a workspace they do not see.
 */
export function PageWorkspaceField() {
  const id = use(PageWorkspace);
  return id && <input type="hidden" name="pageWorkspace" value={id} />;
}
