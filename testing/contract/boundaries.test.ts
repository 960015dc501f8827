import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

type Import = { file: string; of: string };

const root = new URL("../../", import.meta.url);
const folders = ["app", "components", "lib", "db", "testing"];
const imports = folders.flatMap(filesIn).flatMap(importsOf);

// Who may not import what, and why (the table of the house).
const rules: { name: string; from: RegExp; except?: RegExp; not: RegExp }[] = [
  {
    name: "db knows tables, nothing else",
    from: /^db\//,
    not: /^#?(app|components|lib)\//,
  },
  {
    name: "the product runs without a web server",
    from: /^lib\//,
    except: /^lib\/web\//,
    not: /^(next|next-auth|react|react-dom|server-only)(\/|$)/,
  },
  { name: "lib does not reach up", from: /^lib\//, except: /^lib\/web\//, not: /^(app|components)\// },
  {
    name: "only pages and lib/web speak to the web layer",
    from: /^lib\//,
    except: /^lib\/web\//,
    not: /^lib\/web\//,
  },
  { name: "components get their data by props", from: /^components\//, not: /^(db|app)\// },
  { name: "pages ask lib, never the database", from: /^app\//, not: /^(db\/|drizzle-orm|postgres$)/ },
  {
    name: "only core holds a connection",
    from: /^(app|components|lib)\//,
    except: /^lib\/core\//,
    not: /^db\/client\.ts$/,
  },
  {
    name: "nobody skips suppression: the transport belongs to lib/mail and the gate",
    from: /^(app|components|lib)\//,
    except: /^lib\/(mail|sending\/gate)\//,
    not: /^(nodemailer|lib\/mail\/smtp\/transport\.ts)/,
  },
  {
    name: "factories and servers are for tests",
    from: /^(app|components|lib)\//,
    except: /\.test\.ts$|contract\.cases\.ts$|\.case\.ts$|\.fixture\.ts$/,
    not: /^testing\//,
  },
];

for (const rule of rules) {
  test(`boundary: ${rule.name}`, () => {
    const inScope = imports.filter(
      ({ file }) => rule.from.test(file) && !rule.except?.test(file) && !isTest(file, rule),
    );
    const broken = inScope
      .filter((found) => rule.not.test(found.of))
      .map(({ file, of }) => `${file} imports ${of}`);
    expect(broken).toEqual([]);
  });
}

test("boundary: components take types from lib, and what a browser may run", () => {
  const allowed = /^lib\/account\/passwords\/rules\.ts$/;
  const broken = filesIn("components").flatMap((file) =>
    [...source(file).matchAll(/^import (?!type)[^;]*? from "#(lib\/[^"]+)"/gms)]
      .map((match) => match[1] ?? "")
      .filter((of) => !allowed.test(of))
      .map((of) => `${file} imports ${of}`),
  );
  expect(broken).toEqual([]);
});

test("boundary: every rule can fail", () => {
  const planted: Import[] = [
    { file: "db/schema/users.ts", of: "lib/env.ts" },
    { file: "lib/audience/contacts/list.ts", of: "next/headers" },
    { file: "lib/audience/contacts/list.ts", of: "components/ui/button.tsx" },
    { file: "lib/audience/contacts/list.ts", of: "lib/web/current-actor.ts" },
    { file: "components/ui/table.tsx", of: "db/schema/users.ts" },
    { file: "app/page.tsx", of: "drizzle-orm" },
    { file: "lib/audience/contacts/list.ts", of: "db/client.ts" },
    { file: "lib/audience/contacts/list.ts", of: "nodemailer" },
    { file: "lib/audience/contacts/list.ts", of: "testing/factories.ts" },
  ];
  for (const [index, rule] of rules.entries()) {
    const { file, of } = planted[index] ?? { file: "", of: "" };
    expect(rule.from.test(file) && !rule.except?.test(file) && rule.not.test(of), rule.name).toBe(true);
  }
});

// Tests may reach for the database and the transport they check; the direction between the folders still holds for them.
function isTest(file: string, rule: { name: string }) {
  return /\.test\.ts$/.test(file) && /connection|transport/.test(rule.name);
}

function filesIn(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => `${entry.parentPath.replace(/\/$/, "")}/${entry.name}`.replace(root.pathname, ""));
}

function importsOf(file: string): Import[] {
  const found = source(file).matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g);
  return [...found].map((match) => ({ file, of: resolved(file, match[1] ?? "") }));
}

function resolved(file: string, of: string): string {
  if (of.startsWith("#")) return of.slice(1);
  if (!of.startsWith(".")) return of;
  return new URL(of, new URL(file, "file:///")).pathname.slice(1);
}

function source(file: string) {
  return readFileSync(new URL(file, root), "utf8");
}
