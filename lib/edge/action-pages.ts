import { readFileSync, statSync } from "node:fs";

/** Returns whether the page at a path has the server action of that id. An unknown id is the web process's to answer. */
export type ActionPages = (id: string, path: string) => boolean;

type Manifest = { node: Record<string, { workers: Record<string, unknown> }> };
type Page = { name: string; pattern: RegExp; dynamic: number };
type Known = { modified: number; pages: Page[]; actions: Map<string, Set<string>> };

/**
 * Reads which page has which action from Next's manifest, again when a new build replaced it. Next passes an action of
 * another page on to that page, and loses the cookies of its answer: a fresh proof would sign the user out.
 */
export function actionPages(manifest: string): ActionPages {
  let known: Known | null = null;

  return (id, path) => {
    try {
      const modified = statSync(manifest).mtimeMs;
      if (known?.modified !== modified) known = { modified, ...parse(readFileSync(manifest, "utf8")) };
    } catch {
      return true; // without a manifest nothing is known of actions
    }
    const workers = known.actions.get(id);
    if (!workers) return true;
    const page = known.pages.find(({ pattern }) => pattern.test(path));
    return workers.has(page?.name ?? "app/_not-found/page");
  };
}

function parse(text: string) {
  const { node } = JSON.parse(text) as Manifest;
  const actions = new Map(
    Object.entries(node).map(([id, { workers }]) => [id, new Set(Object.keys(workers))]),
  );
  const names = new Set([...actions.values()].flatMap((workers) => [...workers]));
  names.delete("app/_not-found/page");
  const pages = [...names].map(toPage).sort((a, b) => a.dynamic - b.dynamic);
  return { actions, pages };
}

/** Turns `app/(app)/contacts/[id]/page` into a page at `/contacts/…`. Pages with fewer parameters go first. */
function toPage(name: string): Page {
  const route = name
    .replace(/^app/, "")
    .replace(/\/page$/, "")
    .replace(/\/\([^)]+\)/g, "");
  const pattern = route
    .replace(/[.*+?^${}()|\\]/g, "\\$&")
    .replace(/\/\[\[\\\.\\\.\\\.[^\]]+\]\]/g, "(?:/.+)?")
    .replace(/\[\\\.\\\.\\\.[^\]]+\]/g, ".+")
    .replace(/\[[^\]]+\]/g, "[^/]+");
  return { name, pattern: new RegExp(`^${pattern || "/"}/?$`), dynamic: route.split("[").length };
}
