import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);

export const sourceOf = (file: string) => readFileSync(new URL(file, root), "utf8");

/** A page of those who are signed in: its address, with `[id]` in its places, and its text. */
export type Page = { path: string; source: string };

/** Every page under app/(app). */
export function signedInPages(): Page[] {
  const files = readdirSync(new URL("app/(app)/", root), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith("/page.tsx"))
    .map((file) => ({
      path: `/${file.slice(0, -"/page.tsx".length)}`,
      source: sourceOf(`app/(app)/${file}`),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The lists that have to know a page. */
export type Lists = {
  /** Behind signing in, by proxy.ts. */
  memberPages: RegExp;
  /** Addresses of the navigation, the settings' navigation and the command palette. */
  navigation: ReadonlySet<string>;
  /** For admins, by may-not.tsx. */
  adminForms: RegExp;
  /** Opened by the stories, with their ids in place. */
  stories: readonly string[];
};

/** Pages that are on no list, and why. */
type Exceptions = Record<"navigation" | "mayNot" | "stories", Record<string, string>>;

/** What is missing where, in words that say how to mend it. */
export function forgotten(pages: readonly Page[], lists: Lists, exceptions: Exceptions): string[] {
  return pages.flatMap(({ path, source }) => {
    const wrong: string[] = [];
    const isForm = /\/(new|edit)$/.test(path);
    if (!lists.memberPages.test(path)) wrong.push(`add ${path} to lib/web/member-pages.ts`);
    if (hasPlace(path) && !lists.navigation.has(path) && !exceptions.navigation[path])
      wrong.push(`add ${path} to app/(app)/palette-items.ts`);
    if (isForm && !/<(MayNot|StepPage)\b/.test(source) && !exceptions.mayNot[path])
      wrong.push(`show <MayNot> on ${path} to whom its command refuses`);
    if (source.includes('who="admins"') && !lists.adminForms.test(path))
      wrong.push(`add ${path} to adminForms in app/(app)/may-not.tsx`);
    if (!lists.stories.some((story) => matches(path, story)) && !exceptions.stories[path])
      wrong.push(`add ${path} to memberPages in testing/filled.ts`);
    return wrong;
  });
}

/** Whether a page is to be found by its name: every page of one address but the one that only leads on. */
const hasPlace = (path: string) => !path.includes("[") && path !== "/settings";

const matches = (path: string, address: string) => {
  const [given = ""] = address.split("?");
  return new RegExp(`^${path.replace(/\[[^\]]+\]/g, "[^/]+")}$`).test(given);
};

/** Every `href` written in a file. */
export const hrefsIn = (file: string) =>
  new Set([...sourceOf(file).matchAll(/href: "([^"]+)"/g)].map(([, href = ""]) => href));

/** A regular expression that is written in a file under a name. */
export function patternIn(file: string, name: string): RegExp {
  const [, source] = new RegExp(`const ${name} = /(.+)/;`).exec(sourceOf(file)) ?? [];
  if (!source) throw new Error(`${file} has no pattern ${name}.`);
  return new RegExp(source);
}
