/** The body of a server action, read as it streams and judged once it is whole. */
export type ActionBody = { take(chunk: Buffer): void; isWellFormed(): boolean };

type Part = { name: string; file: boolean; value: Buffer };

const deepest = 100;
const mostArguments = 20;

/**
 * Returns a reader of what React sends to a server action, so that anything else is refused before Next reads its end. Next
 * answers such a body with a server error and logs a stack. `called` is true for an action called by script, whose id is in
 * a header; a form without script names its action in a field.
 */
export function actionBody(contentType: string, called: boolean): ActionBody {
  const chunks: Buffer[] = [];
  return {
    take: (chunk) => void chunks.push(chunk),
    isWellFormed() {
      const body = Buffer.concat(chunks);
      const boundary = boundaryOf(contentType);
      if (boundary) {
        const parts = partsOf(body, boundary);
        return parts !== null && (called ? areArguments(parts) : areBound(parts));
      }
      if (!called) return true;
      if (/^application\/x-www-form-urlencoded *(?:;|$)/i.test(contentType))
        return areArguments(
          [...new URLSearchParams(body.toString())].map(([name, value]) => ({
            name,
            file: false,
            value: Buffer.from(value),
          })),
        );
      return areArguments([{ name: "0", file: false, value: body }]);
    },
  };
}

function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/form-data *(?:;|$)/i.test(contentType)) return null;
  const [, quoted, plain] =
    /; *boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70})(?=[\s;]|$))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? null;
}

/** Returns the parts of a multipart body (RFC 7578); null when it is none. */
function partsOf(body: Buffer, boundary: string): Part[] | null {
  const delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  const whole = Buffer.concat([Buffer.from("\r\n"), body]);
  const parts: Part[] = [];
  let at = whole.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    if (whole.subarray(start, start + 2).toString("latin1") === "--") return parts;
    at = whole.indexOf(delimiter, start);
    const head = whole.indexOf("\r\n\r\n", start);
    if (at === -1 || head === -1 || head > at) return null;
    const headers = whole.subarray(start, head).toString("latin1");
    const [, quoted, plain] = /[;\s]name=(?:"([^"]*)"|([^\s;]+))/i.exec(headers) ?? [];
    const name = quoted ?? plain;
    if (name === undefined) return null;
    parts.push({ name, file: /[;\s]filename\*?=/i.test(headers), value: whole.subarray(head + 4, at) });
  }
  return null;
}

/** Returns whether the parts are a call's arguments: a list in the part "0", and the parts it refers to. */
function areArguments(parts: Part[]): boolean {
  const models = modelsOf(parts, "");
  const root = models?.get("0");
  return models !== null && Array.isArray(root) && root.length <= mostArguments && areSound(models);
}

/** Returns whether what a form's parts bind to an action can be read. A form may also name none. */
function areBound(parts: Part[]): boolean {
  return parts.every(({ name }) => {
    const [, number] = /^\$ACTION_REF_(\d{1,6})$/.exec(name) ?? [];
    if (number === undefined) return true;
    const models = modelsOf(parts, `$ACTION_${number}:`);
    const root = models?.get("0") as { id?: unknown } | null | undefined;
    return models !== null && typeof root?.id === "string" && areSound(models);
  });
}

/** Returns the JSON of the numbered parts behind a prefix; null when one is no JSON, a file or there twice. */
function modelsOf(parts: Part[], prefix: string): Map<string, unknown> | null {
  const models = new Map<string, unknown>();
  for (const { name, file, value } of parts) {
    const number = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    if (!/^[0-9a-f]+$/.test(number)) continue;
    if (file || models.has(number)) return null;
    try {
      models.set(number, JSON.parse(value.toString()));
    } catch {
      return null;
    }
  }
  return models;
}

function areSound(models: ReadonlyMap<string, unknown>): boolean {
  return [...models.values()].every((value) => isSound(value, models, 0));
}

function isSound(value: unknown, models: ReadonlyMap<string, unknown>, depth: number): boolean {
  if (depth > deepest) return false;
  if (typeof value === "string") return !value.startsWith("$") || isSoundMark(value, models);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every((each) => isSound(each, models, depth + 1));
}

/** Marks that React writes for what our pages send: text with a `$`, forms, numbers, dates, what stays in the browser. */
const plainMark =
  /^\$(?:\$|K[0-9a-f]+$|undefined$|T$|NaN$|-?Infinity$|-0$|n-?\d{1,100}$|D\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$)/;

function isSoundMark(mark: string, models: ReadonlyMap<string, unknown>): boolean {
  if (plainMark.test(mark)) return true;
  const [, number, path] = /^\$@?([0-9a-f]+)((?::[^:]+)*)$/.exec(mark) ?? [];
  if (number === undefined || !models.has(number)) return false;
  let value = models.get(number);
  for (const key of (path ?? "").split(":").slice(1)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  // A part refers to an object in another place, or to another part; text that refers on could lead in a circle.
  return path ? typeof value === "object" && value !== null : number !== "0";
}
