import { z } from "zod";

type Schema = z.core.$ZodType;
type Def = { type: string; [part: string]: unknown };

/** A schema without parts, by its path in the whole. */
export type Leaf = { path: string; schema: Schema };

const wrappers = new Set([
  "optional",
  "nullable",
  "default",
  "prefault",
  "readonly",
  "nonoptional",
  "catch",
  "success",
]);

const defOf = (schema: Schema) => schema._zod.def as unknown as Def;

/** Every schema in a schema that has no parts, and every one that holds any number of others. */
export function* partsOf(schema: Schema, path = ""): Generator<Leaf> {
  const def = defOf(schema);
  const below = (part: unknown, name = "") => partsOf(part as Schema, path + name);
  if (wrappers.has(def.type)) yield* below(def.innerType);
  else if (def.type === "pipe") {
    yield* below(def.in);
    yield* below(def.out);
  } else if (def.type === "object") {
    for (const [name, part] of Object.entries(def.shape as object)) yield* below(part, `.${name}`);
  } else if (def.type === "union") for (const part of def.options as Schema[]) yield* below(part);
  else if (def.type === "intersection") {
    yield* below(def.left);
    yield* below(def.right);
  } else if (def.type === "tuple") {
    for (const [at, part] of (def.items as Schema[]).entries()) yield* below(part, `[${at}]`);
  } else {
    yield { path, schema };
    if (def.type === "array") yield* below(def.element, "[]");
    if (def.type === "record") {
      yield* below(def.keyType, "{name}");
      yield* below(def.valueType, "{}");
    }
  }
}

/** Why a part takes text or lists without end; null when it does not. */
export function unboundedness({ schema }: Leaf): string | null {
  const def = defOf(schema);
  if (
    [
      "number",
      "boolean",
      "int",
      "literal",
      "enum",
      "transform",
      "null",
      "undefined",
      "date",
      "never",
      "void",
    ].includes(def.type)
  )
    return null;
  const checks = ((def.checks ?? []) as z.core.$ZodCheck[]).map((each) => each._zod.def as unknown as Check);
  if (def.type === "string") {
    if (["uuid", "guid", "date"].includes(String(def.format))) return null;
    const [first] = checks;
    if (first?.check !== "max_length") return "a text whose first check is not its length";
    return first.abort ? null : "a text that is read on when it is too long";
  }
  if (def.type === "array") return checks.some(isLimit) ? null : "a list of any length";
  if (def.type === "record")
    return typeof z.globalRegistry.get(schema)?.max === "number" ? null : "a record of any size";
  return `${def.type}, which takes anything`;
}

type Check = { check: string; abort?: boolean; maximum?: number };
const isLimit = ({ check }: Check) => check === "max_length" || check === "length_equals";

/** An input with `text` wherever a text can stand; `cut` shortens it to what a part may hold. */
export function filledWith(
  schema: Schema,
  text: string,
  cut: (text: string, max: number) => string,
): unknown {
  const def = defOf(schema);
  const fill = (part: unknown) => filledWith(part as Schema, text, cut);
  if (wrappers.has(def.type)) return fill(def.innerType);
  if (def.type === "pipe") return fill(def.in);
  if (def.type === "object")
    return Object.fromEntries(Object.entries(def.shape as object).map(([name, part]) => [name, fill(part)]));
  if (def.type === "union")
    return fill((def.options as Schema[]).find(isText) ?? (def.options as Schema[])[0]);
  if (def.type === "array") return [fill(def.element)];
  if (def.type === "record") return { [String(fill(def.keyType))]: fill(def.valueType) };
  if (def.type === "tuple") return (def.items as Schema[]).map(fill);
  const limit = ((def.checks ?? []) as z.core.$ZodCheck[])
    .map((each) => each._zod.def as unknown as Check)
    .find(({ check }) => check === "max_length");
  return limit?.maximum === undefined ? text : cut(text, limit.maximum);
}

const isText = (schema: Schema) => [...partsOf(schema)].some((part) => defOf(part.schema).type === "string");
