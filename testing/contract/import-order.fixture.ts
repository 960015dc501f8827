import { forTests, type Import } from "./imports.fixture.ts";

/**
 * Who may import what: each place imports those of the lines below it, and its neighbours on the line where that makes no circle. An audit
 * sentence is text: whatever wing it is about, it imports nothing above core, so that the log may read it.
 */
const order: { place: string; is: RegExp }[][] = [
  [{ place: "app", is: /^(app\/|proxy\.ts$|instrumentation\.ts$)/ }],
  [folder("components"), folder("lib/web"), folder("lib/edge")],
  [file("lib/abilities"), file("lib/jobs"), file("lib/routes")],
  [folder("lib/privacy"), folder("lib/operations")],
  [folder("lib/audit")],
  [folder("lib/sending"), folder("lib/team"), folder("lib/integrations")],
  [folder("lib/audience"), folder("lib/account"), folder("lib/mailboxes")],
  [folder("lib/mail")],
  [{ place: "audit words", is: /^lib\/.*\/audit-words[^/]*\.ts$/ }],
  [folder("lib/core"), folder("lib/files"), folder("lib/api")],
  [folder("db"), folder("lib/crypto"), file("lib/env")],
];

function folder(place: string) {
  return { place, is: new RegExp(`^${place}/`) };
}

function file(place: string) {
  return { place: `${place}.ts`, is: new RegExp(`^${place}\\.ts$`) };
}

const line = (path: string) => {
  const audit = order.findIndex(([first]) => first?.place === "audit words");
  if (order[audit]?.[0]?.is.test(path)) return audit;
  return order.findIndex((places) => places.some(({ is }) => is.test(path)));
};

/** A file of each place, from the first line to the last, to plant failures with. */
export const samples: string[][] = [
  ["app/page.tsx", "proxy.ts"],
  ["components/ui/table.tsx", "lib/web/enter.ts", "lib/edge/server.ts"],
  ["lib/abilities.ts", "lib/jobs.ts", "lib/routes.ts"],
  ["lib/privacy/retention/run.ts", "lib/operations/health/health.ts"],
  ["lib/audit/log/list.ts"],
  ["lib/sending/gate/claim.ts", "lib/team/members/leave.ts", "lib/integrations/api-keys/revoke.ts"],
  ["lib/audience/contacts/list.ts", "lib/account/users/rename.ts", "lib/mailboxes/inbox/list.ts"],
  ["lib/mail/address.ts"],
  ["lib/operations/audit-words.ts", "lib/privacy/retention/audit-words.ts"],
  ["lib/core/command.ts", "lib/files/zip.ts", "lib/api/problem.ts"],
  ["db/schema/users.ts", "lib/crypto/hash.ts", "lib/env.ts"],
];

/** Whether a file of the product has no place in the order: a new wing needs one. */
export const isLost = (path: string) =>
  /^(app|components|lib|db)\//.test(path) && !forTests(path) && line(path) === -1;

/** Whether an import goes against the order of the places. */
export function goesUp({ file, of }: Import): boolean {
  if (forTests(file)) return false;
  const [from, to] = [line(file), line(of)];
  return from !== -1 && to !== -1 && to < from;
}

/** Returns the wing a file stands in: "lib/audience". */
export const wingOf = (path: string) =>
  /\/audit-words[^/]*\.ts$/.test(path) ? path : path.split("/").slice(0, 2).join("/");

/** Returns the room a file stands in: its noun's folder, or the file itself where it stands beside the rooms. */
export const roomOf = (path: string) =>
  /\/audit-words[^/]*\.ts$/.test(path) ? path : path.split("/").slice(0, 3).join("/");

/** Returns the circles among the imports of lib, each as the sorted list of its members; `of` says what is told apart. */
export function circles(imports: readonly Import[], of: (path: string) => string): string[][] {
  const next = new Map<string, Set<string>>();
  for (const each of imports) {
    if (forTests(each.file) || !each.file.startsWith("lib/") || !each.of.startsWith("lib/")) continue;
    const [from, to] = [of(each.file), of(each.of)];
    if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const found = new Map<string, string[]>();
  for (const start of next.keys()) {
    const there = reachable(next, start);
    if (!there.has(start)) continue;
    const members = [...there].filter((each) => reachable(next, each).has(start)).sort();
    found.set(members.join(" "), members);
  }
  return [...found.values()];
}

function reachable(next: Map<string, Set<string>>, start: string): Set<string> {
  const seen = new Set<string>();
  const waiting = [...(next.get(start) ?? [])];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (seen.has(each)) continue;
    seen.add(each);
    waiting.push(...(next.get(each) ?? []));
  }
  return seen;
}
