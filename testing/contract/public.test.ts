import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { z } from "zod";
import { projectFile, projectFiles, projectRoot } from "../project-files.ts";

const icon = z.object({
  src: z.string().startsWith("/"),
  sizes: z.string(),
  type: z.enum(["image/svg+xml", "image/png"]),
  purpose: z.literal("maskable").optional(),
});
const manifest = z
  .strictObject({
    name: z.literal("Mailneo"),
    short_name: z.string().max(12),
    description: z.string(),
    id: z.string(),
    start_url: z.string().startsWith("/"),
    scope: z.literal("/"),
    display: z.enum(["minimal-ui", "browser"]),
    background_color: z.string(),
    theme_color: z.string(),
    icons: z.array(icon),
  })
  .parse(JSON.parse(projectFile("public/site.webmanifest")));

const layout = projectFile("app/layout.tsx");
const files = projectFiles(/^public\//).map((path) => path.slice("public".length));

test("the manifest's icons exist in the sizes it claims", () => {
  for (const { src, sizes } of manifest.icons) {
    if (sizes === "any") expect(projectFile(`public${src}`), src).toContain("<svg");
    else expect(sizeOf(src), src).toBe(sizes);
  }
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain("maskable");
});

test("the layout's icons and social image have the sizes it claims", () => {
  const named = [...layout.matchAll(/url: "(\/[^"]+\.png)"[^}]*?sizes: "(\d+x\d+)"/g)];
  expect(named).toHaveLength(2);
  for (const [, src = "", sizes] of named) expect(sizeOf(src), src).toBe(sizes);
  expect(layout).toContain('url: "/social.png", width: 1200, height: 630');
  expect(sizeOf("/social.png")).toBe("1200x630");
});

test("the manifest's colours are the paper's in the light theme", () => {
  const paper = /light = \{ color: "(#\w+)" \}/.exec(layout)?.[1];
  expect([manifest.background_color, manifest.theme_color]).toEqual([paper, paper]);
});

test("every file of public is named somewhere", () => {
  const named = [layout, ...manifest.icons.map(({ src }) => src), "/robots.txt"].join("\n");
  expect(files.filter((path) => !named.includes(path))).toEqual([]);
});

test("the proxy leaves out the files of public, and no other address", () => {
  const matcher = /matcher:\s*"(.+)"/.exec(projectFile("proxy.ts"))?.[1]?.replaceAll("\\\\", "\\") ?? "";
  const passesProxy = (path: string) => new RegExp(`^${matcher}$`).test(path);
  expect(files.filter(passesProxy)).toEqual([]);
  const pages = [
    "/",
    "/dashboard",
    "/icons/",
    "/icons/none.png",
    "/robots.txt/x",
    "/xrobots.txt",
    "/icon.svgx",
  ];
  expect(pages.filter((path) => !passesProxy(path))).toEqual([]);
});

test("robots may read the front page, and learn of no other", () => {
  const rules = projectFile("public/robots.txt")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  expect(rules[0]).toBe("User-agent: *");
  expect(rules.at(-1)).toBe("Disallow: /");
  const allowed = rules.slice(1, -1).map((line) => line.replace("Allow: ", ""));
  expect(allowed).toContain("/$");
  const pages = allowed.filter((path) => path !== "/$" && path !== "/_next/static/");
  expect(pages.filter((path) => !files.some((file) => file.startsWith(path)))).toEqual([]);
});

/** "192x192", from the head of a PNG file (PNG 11.2.2: width and height follow the name of the first chunk). */
function sizeOf(src: string): string {
  const bytes = readFileSync(join(projectRoot, "public", src));
  expect(bytes.subarray(1, 4).toString(), src).toBe("PNG");
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}
