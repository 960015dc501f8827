import { alphabets } from "./alphabets.ts";
import type { Door, Field } from "./public-doors.ts";
import type { Hostile } from "./send.ts";

/** As much as the web process takes of a form, less what stands around one field. */
const megabyte = 1024 * 1024 - 4096;

/** Short, so that 14,000 fields fit into what the web process takes. */
const boundary = "xqzxqz";

/** A request to a door with these fields. */
export function to(door: Door, name: string, fields: () => Field[]): Hostile {
  const { path, headers, encoding } = door;
  const type =
    encoding === "multipart"
      ? `multipart/form-data; boundary=${boundary}`
      : "application/x-www-form-urlencoded";
  return {
    name: `${door.name}, ${name}`,
    path,
    headers: { ...headers, "content-type": type },
    body: () => (encoding === "multipart" ? multipart(fields()) : urlencoded(fields())),
  };
}

/** `file; filename=people.csv` is the name of a part with a file. */
function multipart(fields: Field[]) {
  const parts = fields.map(([name, value]) => {
    const [field, file] = name.split("; filename=");
    const disposition = `form-data; name="${field}"${file ? `; filename="${file}"` : ""}`;
    const type = file ? "Content-Type: text/csv\r\n" : "";
    return `--${boundary}\r\nContent-Disposition: ${disposition}\r\n${type}\r\n${value}\r\n`;
  });
  return `${parts.join("")}--${boundary}--\r\n`;
}

const urlencoded = (fields: Field[]) =>
  fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

/** Each alphabet in each field, and as a name and a value nobody asked for. */
export function* alphabetsAt(door: Door, only = Object.keys(alphabets)): Generator<Hostile> {
  for (const alphabet of only) {
    const text = () => alphabets[alphabet]?.(megabyte) ?? "";
    for (const field of door.typed)
      yield to(door, `1 MB of ${alphabet} in ${field}`, () =>
        door.fields.map(([name, value]) => [name, name === field ? text() : value]),
      );
    yield to(door, `1 MB of ${alphabet} in a field nobody asked for`, () => [
      [door.further("unasked"), text()],
      ...door.fields,
    ]);
  }
}

/** More than a form may bring, in one field. */
export function tooMuchAt(door: Door): Hostile {
  return to(door, "2 MB of digits in a field", () => [
    [door.typed[0] ?? door.further("unasked"), "1".repeat(2 * 1024 * 1024)],
    ...door.fields,
  ]);
}

const many = 14_000;

/** About as many as the edge lets through to the web process. */
const admitted = 980;

/**
 * 14,000 fields, and as many as the edge admits: with names of their own, with one name, with a name of the form, and with names
 * that React or Next reads.
 */
export function* manyFieldsAt(door: Door): Generator<Hostile> {
  const ways: Record<string, (n: number) => string> = {
    "names of their own": (n) => door.further(`f${n}`),
    "one name": () => door.further("f"),
    "a name of the form": () => door.typed[0] ?? door.further("name"),
    "names of numbers": (n) => String(n + 1),
    "Next's names": (n) => `$ACTION_${n + 1000}:0`,
  };
  for (const [how, nameOf] of Object.entries(ways))
    for (const count of [many, admitted])
      yield to(door, `${count} fields with ${how}`, () => [
        ...Array.from({ length: count }, (_, n): Field => [nameOf(n), ""]),
        ...door.fields,
      ]);
}

/** Prefixes of a body the door takes, announced as such, cut off before the announced end, and the same in chunks. */
export function* prefixesAt(door: Door, which: "every byte" | "structure"): Generator<Hostile> {
  const valid = to(door, "", () => door.fields);
  const body = Buffer.from(valid.body?.() ?? "");
  for (const length of which === "every byte" ? body.keys() : structureOf(body)) {
    const prefix = { ...valid, body: () => body.subarray(0, length) };
    const ways: [string, Hostile][] = [
      ["whole", prefix],
      ["cut off", { ...valid, delivery: { cutAt: length } }],
      ["in chunks", { ...prefix, delivery: "chunked" }],
      ["in chunks, cut off", { ...valid, delivery: { chunkedCutAt: length } }],
    ];
    for (const [how, hostile] of which === "every byte" ? ways : ways.slice(0, 2))
      yield { ...hostile, name: `${door.name}, its first ${length} bytes, ${how}` };
  }
}

/** Where a line, a pair, a name or a value begins or ends. */
function structureOf(body: Buffer): number[] {
  const text = body.toString("latin1");
  const marks = [...text.matchAll(/\r\n|[&=]/g)].flatMap(({ index, 0: mark }) => [
    index,
    index + mark.length,
  ]);
  return [...new Set([0, 1, ...marks, body.length - 1])].filter((at) => at < body.length);
}

/** Each alphabet as long as the edge takes it: in the address, in a page's query, in headers and in each cookie. */
export function* headsAt(path: string, cookies: readonly string[]): Generator<Hostile> {
  const [targetBytes, headerBytes] = [7_500, 15_000];
  for (const [alphabet, text] of Object.entries(alphabets)) {
    const escaped = encodeURIComponent(text(targetBytes / 3).slice(0, targetBytes / 3)).slice(0, targetBytes);
    const whole = escaped.replace(/%[0-9A-F]?$/, "");
    const raw = text(headerBytes).replace(/[\0\r\n]/g, "\t");
    const get = (where: string, more: Partial<Hostile>): Hostile => ({
      name: `GET ${path}, ${alphabet} in ${where}`,
      method: "GET",
      path,
      ...more,
    });
    yield get("the address", { path: `${path === "/" ? "" : path}/${whole}` });
    yield get("the query as it is", { path: `${path}?next=${visible(raw).slice(0, 7_900)}` });
    yield get("the query", { path: `${path}?next=${whole}&search=${whole.slice(0, 300)}`.slice(0, 8_000) });
    for (const header of ["user-agent", "accept-language", "rsc", "next-router-state-tree"])
      yield get(header, { headers: { [header]: latin(raw) } });
    for (const cookie of cookies) yield get(cookie, { headers: { cookie: `${cookie}=${latin(raw)}` } });
  }
  yield {
    name: `GET ${path}, 3,000 parameters`,
    method: "GET",
    path: `${path}?${"a&".repeat(3_000)}`,
  };
  yield {
    name: `GET ${path}, 2,000 cookies`,
    method: "GET",
    path,
    headers: { cookie: Array.from({ length: 2_000 }, (_, n) => `c${n}=`).join(";") },
  };
}

/** Characters an address may hold unescaped. */
const visible = (text: string) => text.replace(/[^\x21-\x7e]|#/g, "{");

/** Bytes a header may hold. */
const latin = (text: string) => Buffer.from(text).toString("latin1").slice(0, 15_000);
