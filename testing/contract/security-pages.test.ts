import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { roles } from "#db/client.ts";
import { type ErasureKind, erasureKinds, erasures } from "#db/schema/erasures.ts";
import { waitingBytes } from "#lib/audience/imports/quota.ts";
import { events } from "#lib/audit/log/vocabulary.ts";
import { groups } from "#lib/core/audit/groups.ts";
import { defaultLimits } from "#lib/edge/limits.ts";
import { env } from "#lib/env.ts";
import { cookieNames, cookieOptions } from "#lib/web/cookies.ts";
import { ownerSql } from "#testing/factories.ts";
import { projectFile, projectFiles, projectRoot } from "../project-files.ts";
import { findCommands, findQueries } from "./commands.fixture.ts";
import { algorithmsIn, cryptoCalls } from "./crypto-calls.fixture.ts";
import { classes, columns, type DataClass } from "./data-classes.fixture.ts";
import { fieldsOf } from "./input-fields.fixture.ts";
import { disagreement, expectPart, factsOf, tableOf } from "./security-pages.fixture.ts";
import { readTitles } from "./titles.ts";

const page = (name: string) => `docs/security/${name}.md`;
const pages = projectFiles(/^docs\/security\/.*\.md$/);
const code = projectFiles(/^(app|components|db|lib|scripts)\/.*\.tsx?$|^(proxy|instrumentation)\.ts$/)
  .filter((file) => !/\.(test|fixture|cases)\.tsx?$|\/test-net\.ts$|^scripts\/test/.test(file))
  .map((file) => ({ file, source: projectFile(file) }));

const required =
  "V2.1.1 V2.1.2 V2.1.3 V6.1.1 V6.1.3 V7.1.1 V7.1.2 V8.1.1 V8.1.2 V11.1.1 V11.1.2 V13.1.1 V14.1.1 V14.1.2 V15.1.1 V15.1.3 V16.1.1";

test("each document that ASVS asks for is found by its id", () => {
  const listed = [...projectFile(page("README")).matchAll(/^\| (V[\d.]+) \|.*\]\(([^)#]+)\) \|$/gm)];
  expect(listed.map(([, id]) => id)).toEqual(required.split(" "));
  const without = listed.filter(
    ([, id = "", to = ""]) => !projectFile(join("docs/security", to)).includes(id) && !to.startsWith(".."),
  );
  expect(without.map(([line]) => line)).toEqual([]);
});

test("every fact of a security page is the code's", {
  tag: ["@V2.1.3", "@V6.1.1", "@V7.1.1", "@V7.1.2", "@V13.1.1", "@V15.1.3"],
}, () => {
  const facts = pages.flatMap((name) => factsOf(name, projectFile(name)));
  expect(facts.length).toBeGreaterThan(80);
  const wrong = facts.map((fact) => {
    if (fact.file && !existsSync(join(projectRoot, fact.file))) return `${fact.page}: no ${fact.file}`;
    return disagreement(fact, fact.file ? projectFile(fact.file) : "");
  });
  expect(wrong.filter((each) => each !== null)).toEqual([]);
});

test("a fact that parts from the code is found", () => {
  const source = [
    "const idleMs = 30_000;",
    "const limits = { parts: 1_000, body: 10 * 1024 * 1024, other: most };",
    "const most = 7;",
    "sql`now() + interval '90 days'`",
  ].join("\n");
  const says = (value: string, symbol: string) =>
    disagreement({ page: "p", what: "w", value, file: "f", symbol }, source);
  expect(says("30 seconds", "idleMs")).toBeNull();
  expect(says("1,000 parts", "limits.parts")).toBeNull();
  expect(says("10 MB", "limits.body")).toBeNull();
  expect(says("7", "limits.other")).toBeNull();
  expect(says("90 days", "interval '90 days'")).toBeNull();
  for (const [value, symbol] of [
    ["31 seconds", "idleMs"],
    ["30 minutes", "idleMs"],
    ["999 parts", "limits.parts"],
    ["10 kB", "limits.body"],
    ["8", "limits.other"],
    ["60 days", "interval '90 days'"],
    ["60 days", "interval '60 days'"],
    ["1", "lost"],
  ] as const)
    expect(says(value, symbol), value).not.toBeNull();
  expect(factsOf("p", "| What | Value | In the code |\n| --- | --- | --- |\n| w | 7 | somewhere |")).toEqual([
    { page: "p", what: "w", value: "7", file: "", symbol: "" },
  ]);
});

test("every test that a page of promises names exists", { tag: "@V2.1.2" }, () => {
  const titles = readTitles();
  const cited = [...pages, "docs/promises.md"].flatMap((name) =>
    [...projectFile(name).matchAll(/`([\w./-]+\.(?:test|spec)\.ts)`((?:,? (?:and )?"[^"]+")+)/g)].flatMap(
      ([, file = "", quoted = ""]) =>
        [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => ({ name, file, title })),
    ),
  );
  expect(cited.length).toBeGreaterThan(60);
  const lost = cited.filter(
    ({ file, title }) =>
      !titles.some((each) => `/${each.file}`.endsWith(`/${file}`) && isTitle(each.words, title)),
  );
  expect(lost).toEqual([]);
  const unproved = projectFile("docs/promises.md").match(
    /^\| [^|]+ \| kept[^|]*\| (?!.*(?:"[^"]+"|\]\()).*$/gm,
  );
  expect(unproved ?? []).toEqual([]);
});

/** Whether a cited title is that of a test: "…" stands for words left out, as does `${…}` in the test's own title. */
function isTitle(words: string, cited: string): boolean {
  const plain = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = cited.split("…").map((part) => plain(part.trim()));
  if (new RegExp(`^${pattern.join(".*")}$`).test(words)) return true;
  const open = words.split(/\$\{[^}]*\}/).map(plain);
  return open.length > 1 && new RegExp(`^${open.join(".+")}$`).test(cited.replaceAll("…", "x"));
}

test("inputs.md has every field with its rule", { tag: ["@V2.1.1", "@V8.1.2"] }, async () => {
  const changes = [...(await findCommands())].map(
    ([name, { spec }]) => [name, spec.policy, spec.input] as const,
  );
  const reads = [...(await findQueries())].map(
    ([name, { query }]) => [name, query.policy, query.input] as const,
  );
  const rows = (all: typeof changes | typeof reads) =>
    all.map(([name, policy, input]) => [`\`${name}\``, policy, fieldsOf(input).join("<br>") || "nothing"]);
  const head = ["", "Who may", "Fields"];
  expectPart(page("inputs"), "changes", tableOf(head, rows(changes)));
  expectPart(page("inputs"), "reads", tableOf(head, rows(reads)));
});

test("limits.md has every counted attempt", { tag: ["@V2.1.3", "@V6.1.1"] }, async () => {
  const counted = /\{\s*name: "([\w:-]+)",\s*max: ([\d_]+),\s*windowSeconds: ([\w *]+?),?\s*\}/g;
  const perMail =
    /\{\s*name: "([\w-]+)",\s*perNetwork: (\d+),\s*forOne: (\d+),\s*forAll: (\d+),\s*windowSeconds: (\d+)\b/g;
  const seconds: Record<string, string> = {
    GOOD_SECONDS: "600",
    "24 * 3600": "86400",
    minute: "60",
    "10 * minute": "600",
    hour: "3600",
    day: "86400",
    "24 * hour": "86400",
  };
  const time = (given = "") => inWords(Number((seconds[given] ?? given).replaceAll("_", "")));
  const rows = code.flatMap(({ file, source }) =>
    [...source.matchAll(counted)].map(([, name, max = "", window]) => [
      `\`${name}\``,
      Number(max.replaceAll("_", "")).toLocaleString("en"),
      time(window),
      `\`${file}\``,
    ]),
  );
  const mails = code.flatMap(({ file, source }) =>
    [...source.matchAll(perMail)].map(([, name, perNetwork = "", forOne = "", forAll = "", window]) => [
      `\`${name}\``,
      ...[perNetwork, forOne, forAll],
      time(window),
      `\`${file}\``,
    ]),
  );
  expect(rows.length + mails.length).toBe(
    code.flatMap(({ source }) => source.match(/\{[^{}]*\bname: "[^{}]*windowSeconds: /g) ?? []).length,
  );
  const sorted = (all: string[][]) => all.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  const attempts = tableOf(["Counted", "Most", "In", "Where"], sorted(rows));
  expectPart(page("limits"), "attempts", attempts);
  const runs = [...(await findCommands())].flatMap(([name, { spec }]) =>
    spec.limit
      ? [
          [
            `\`${name}\``,
            spec.limit.max.toLocaleString("en"),
            inWords(spec.limit.windowSeconds),
            spec.limit.per,
          ],
        ]
      : [],
  );
  expectPart(page("limits"), "runs", tableOf(["Command", "Most", "In", "By"], runs));
  const head = [
    "Mail",
    "Of one network an hour",
    "To one address by it",
    "To one address by all",
    "In",
    "Where",
  ];
  expectPart(page("limits"), "mails", tableOf(head, sorted(mails)));
});

test("limits.md has every limit of the edge and plan", { tag: ["@V2.1.3", "@V15.1.3"] }, () => {
  const text = projectFile(page("limits"));
  const { largeBodyPath: _, connectionsPerLoopbackIp: __, connections: ___, ...numbers } = defaultLimits;
  expect(Object.keys(numbers).filter((name) => !text.includes(`\`defaultLimits.${name}\``))).toEqual([]);
  const plans = Object.entries(waitingBytes).map(([plan, bytes]) => `${bytes / 1024 ** 3} GB (${plan})`);
  expect(text).toContain(plans.join(", "));
});

test("sessions.md has every cookie with its life", { tag: ["@V7.1.1", "@V14.1.1"] }, () => {
  const rows = Object.entries(cookieOptions).map(([kind, { httpOnly, sameSite, maxAge }]) => [
    `\`${cookieNames[kind as keyof typeof cookieNames]}\``,
    inWords(maxAge),
    sameSite,
    httpOnly ? "no" : "yes",
  ]);
  const head = ["Cookie", "Life", "SameSite", "Scripts may read it"];
  expectPart(page("sessions"), "cookies", tableOf(head, rows));
});

test("sign-in-paths.md has every way to a session", { tag: "@V6.1.3" }, () => {
  const calling = (call: RegExp) =>
    code.filter(({ source }) => call.test(source)).map(({ file, source }) => [nameIn(source), `\`${file}\``]);
  const begins = calling(/await beginSession\(/);
  expectPart(page("sign-in-paths"), "begins", tableOf(["Command", "Where"], begins));
  const writes = calling(/sidHash: hashToken\(/).map(([, file = ""]) => [file]);
  expectPart(page("sign-in-paths"), "writes", tableOf(["Writes a session id"], writes));
});

const nameIn = (source: string) => {
  const name = /command\(\{\s*name: "([\w.]+)"/.exec(source)?.[1];
  return name ? `\`${name}\`` : "";
};

test("cryptography.md has every cryptographic call and derived key", {
  tag: ["@V11.1.1", "@V11.1.2", "@V11.2.1"],
}, () => {
  const rows = code.flatMap(({ file, source }) => {
    const calls = cryptoCalls(source);
    return calls.length > 0 ? [[`\`${file}\``, calls.join(", "), algorithmsIn(source).join(", ")]] : [];
  });
  expectPart(page("cryptography"), "calls", tableOf(["File", "Uses", "Names"], rows));
  const derived = code.flatMap(({ file, source }) =>
    [...source.matchAll(/deriveKey\(\s*[\w.()[\]]+,\s*"([^"]+)"\)/g)].map(([, purpose]) => [
      `\`${purpose}\``,
      `\`${file}\``,
    ]),
  );
  expectPart(page("cryptography"), "derived", tableOf(["Purpose", "Where"], derived));
});

test("code names approved algorithms alone, SHA-1 for authenticator apps", {
  tag: ["@V11.3.1", "@V11.4.1"],
}, () => {
  const named = code.flatMap(({ file, source }) => algorithmsIn(source).map((name) => `${name} ${file}`));
  const approved = /^(aes-256-gcm|sha-?256|rsa) /;
  expect(named.filter((each) => !approved.test(each))).toEqual(["sha1 lib/account/two-factor/totp.ts"]);
});

test("a new cryptographic call is found in a source", () => {
  expect(cryptoCalls('import { createCipheriv, type KeyObject } from "node:crypto";')).toEqual([
    "createCipheriv",
  ]);
  expect(cryptoCalls('import { encode } from "next-auth/jwt";')).toEqual(["encode (next-auth/jwt)"]);
  expect(cryptoCalls("await crypto.subtle.digest(x)")).toEqual(["crypto.subtle.digest"]);
  expect(algorithmsIn('createHash("md5"); createCipheriv("aes-128-cbc")')).toEqual(["aes-128-cbc", "md5"]);
});

test("connections.md has every file that reaches out", { tag: ["@V13.1.1", "@V13.2.4"] }, () => {
  const rows = code.flatMap(({ file, source }) => {
    const by = waysOut(source);
    return by.length > 0 ? [[`\`${file}\``, by.join(", ")]] : [];
  });
  expectPart(page("connections"), "files", tableOf(["File", "By"], rows));
});

test("a connection is told by its library, not by a method", () => {
  for (const [source, by] of [
    ["await fetch(url)", ["HTTP"]],
    ["return globalThis.fetch(url)", ["HTTP"]],
    ["app.fetch(request)", []],
    ["for await (const row of client.fetch(uids, query)) take(row);", []],
    ['import { type FetchQueryObject, ImapFlow } from "imapflow";', ["IMAP"]],
    ['import type { FetchMessageObject } from "imapflow";', []],
    ['import { connect } from "node:tls";', ["TCP"]],
  ] as const)
    expect(waysOut(source), source).toEqual(by);
});

/** Returns the protocols by which a file reaches out. A `fetch` that belongs to another object than the global one is a method. */
function waysOut(source: string): string[] {
  const ways: [string, RegExp][] = [
    ["TCP", /import (?!type)[^;]*\b(?:connect|createConnection|net)\b[^;]* from "node:(?:net|tls)"/],
    [
      "HTTP",
      /import (?!type)[^;]*\brequest\b[^;]* from "node:https?"|(?:(?<![.\w])|\b(?:globalThis|window|self)\.)fetch\((?!request)/,
    ],
    ["DNS", /from "node:dns/],
    ["SMTP", /import (?!type)[^;]* from "nodemailer/],
    ["IMAP", /import (?!type)[^;]* from "imapflow/],
    ["PostgreSQL", /import (?!type)[^;]* from "(?:postgres|pg-boss)"/],
    ["Redis", /import (?!type)[^;]* from "(?:ioredis|@upstash\/redis)"/],
    ["AWS", /import\("@aws-sdk/],
  ];
  return ways.filter(([, pattern]) => pattern.test(source)).map(([way]) => way);
}

test("data.md has every column with its class and readers", {
  tag: ["@V14.1.1", "@V14.1.2", "@V8.1.2"],
}, async () => {
  const found = await ownerSql()<{ table: string; columns: string[]; readable: string[] }[]>`
    select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns,
      coalesce(array_agg(a.attname::text) filter (where has_column_privilege(${reader()}, c.oid, a.attnum, 'select')), '{}') as readable
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    group by 1 order by 1`;
  const unclassified = found.flatMap((table) => {
    const known = Object.values(columns[table.table] ?? {}).flatMap((names) => names.split(" "));
    return [
      ...table.columns
        .filter((name) => !known.includes(name))
        .map((name) => `${table.table}.${name}: no class`),
      ...known
        .filter((name) => !table.columns.includes(name))
        .map((name) => `${table.table}.${name}: no column`),
      ...known
        .filter((name, at) => known.indexOf(name) !== at)
        .map((name) => `${table.table}.${name}: twice`),
    ];
  });
  expect(unclassified).toEqual([]);
  const secrets = found.flatMap(({ table, readable }) =>
    (columns[table]?.secret?.split(" ") ?? []).filter((name) => readable.includes(name)),
  );
  expect(secrets).toEqual([]);
  const kinds = Object.keys(classes) as DataClass[];
  const rows = found.map(({ table, readable }) => [
    `\`${table}\``,
    ...kinds.map((kind) =>
      (columns[table]?.[kind]?.split(" ") ?? [])
        .map((name) => (readable.includes(name) ? name : `*${name}*`))
        .join(", "),
    ),
  ]);
  expectPart(page("data"), "columns", tableOf(["Table", ...kinds], rows));
  const becomes = Object.entries(erasureKinds).map(([kind, words]) => [
    words,
    Object.entries(erasures)
      .flatMap(([table, kinds]) => {
        const names = kinds[kind as ErasureKind];
        return names ? [`\`${table}\`: ${names.replaceAll(" ", ", ")}`] : [];
      })
      .join("<br>"),
  ]);
  expectPart(page("data"), "erasures", tableOf(["It …", "Columns"], becomes));
  expectPart(page("data"), "classes", tableOf(["Class", "What it"], Object.entries(classes)));
});

const reader = () => roles(env().DATABASE_URL, env().AUTH_SECRETS[0]).read.name;

test("components.md names every package that runs native code", { tag: "@V15.1.1" }, () => {
  type Locked = { hasInstallScript?: boolean; dev?: boolean; cpu?: string[] };
  const lock = JSON.parse(projectFile("package-lock.json")) as { packages: Record<string, Locked> };
  const rows = Object.entries(lock.packages)
    .map(([path, locked]) => ({ name: path.replace(/^.*node_modules\//, ""), locked }))
    .filter(({ name, locked }) => name && (locked.hasInstallScript || locked.cpu))
    .map(({ name, locked: { hasInstallScript, dev } }) => {
      const family = name
        .replace(
          /[-.](?:android|darwin|freebsd|linux(?:musl)?|win32|windows|wasm32|openharmony|netbsd|openbsd|sunos|aix)\b.*/,
          "",
        )
        .replace(/\/$/, "");
      const of = family.startsWith("@") && !family.includes("/") ? `${family}/*` : family;
      return { of, runs: hasInstallScript ?? false, dev: dev ?? false };
    });
  const families = [...new Set(rows.map(({ of }) => of))].sort().map((of) => {
    const its = rows.filter((row) => row.of === of);
    return [
      `\`${of}\``,
      its.some(({ runs }) => runs) ? "yes" : "no",
      its.every(({ dev }) => dev) ? "development" : "product",
    ];
  });
  expectPart(
    page("components"),
    "native",
    tableOf(["Package", "Runs a script at install", "Used in"], families),
  );
});

test("components.md names every package that reads strangers' bytes", { tag: "@V15.1.1" }, () => {
  const { dependencies } = JSON.parse(projectFile("package.json")) as {
    dependencies: Record<string, string>;
  };
  const text = projectFile(page("components"));
  const [, part = ""] = /^## Which packages[^\n]*\n([\s\S]*?)\n## /m.exec(text) ?? [];
  const named = [...part.matchAll(/`([^`]+)`/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !name.includes(" "));
  expect(named.filter((name) => !(name in dependencies))).toEqual([]);
  expect(Object.keys(dependencies).filter((name) => !named.includes(name))).toEqual([]);
});

test("logs.md has every event and every line of the log", { tag: ["@V16.1.1", "@V16.2.3"] }, () => {
  const elsewhere = code.filter(
    ({ file, source }) => !/^scripts\//.test(file) && /\bconsole\.\w+\(/.test(source),
  );
  expect(elsewhere.map(({ file }) => file)).toEqual([]);
  const rows = Object.entries(groups).map(([group, words]) => {
    const its = Object.entries(events).filter(([, event]) => event.group === group);
    return [
      words,
      its
        .map(([name]) => `\`${name}\``)
        .sort()
        .join(", ") || "none yet",
    ];
  });
  expectPart(page("logs"), "events", tableOf(["Group", "Events"], rows));
  const lines = code.flatMap(({ file, source }) =>
    [...source.matchAll(/(?<!function )logError\(/g)].map(() => `\`${file}\``),
  );
  const edge = code.flatMap(({ file, source }) =>
    [...source.matchAll(/house\.log\(\{ level: "(?:warn|error)", event(?:: "([\w-]+)")?/g)].map(
      ([, event]) => `\`${file}\`${event ? ` (${event})` : ""}`,
    ),
  );
  const files = [...new Set([...lines, ...edge])].sort().map((line) => [line]);
  expectPart(page("logs"), "lines", tableOf(["Written by"], files));
});

function inWords(seconds: number): string {
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const)
    if (seconds >= size && seconds % size === 0)
      return `${seconds / size} ${unit}${seconds === size ? "" : "s"}`;
  return `${seconds} seconds`;
}
