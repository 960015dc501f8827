"use client";
import { createContext, type ReactNode, use } from "react";

const PageWorkspace = createContext<string | null>(null);

/** Names the workspace a page was made for, to every form on it. */
export function InWorkspace({ id, children }: { id: string; children: ReactNode }) {
  return <PageWorkspace value={id}>{children}</PageWorkspace>;
}

/**
 * Sends along which workspace the page showed. Whoever switched in another tab, or was removed meanwhile, would else write into a workspace
 * they do not see.
 */
export function PageWorkspaceField() {
  const id = use(PageWorkspace);
  return id && <input type="hidden" name="pageWorkspace" value={id} />;
}
