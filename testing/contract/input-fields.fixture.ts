import { z } from "zod";

type Json = {
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Json[];
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  items?: Json;
  properties?: Record<string, Json>;
  additionalProperties?: Json;
  required?: string[];
};

/** Returns the fields of an input with the rule of each in words, from the schema that the product parses by. */
export function fieldsOf(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
  return fieldsIn(json, "");
}

function fieldsIn(json: Json, path: string): string[] {
  const parts = json.anyOf?.filter(({ properties }) => properties) ?? [];
  if (parts.length > 0) return [...new Set(parts.flatMap((part) => fieldsIn(part, path)))];
  return Object.entries(json.properties ?? {}).flatMap(([name, field]) => {
    const whole = `${path}${name}`;
    if (field.properties) return fieldsIn(field, `${whole}.`);
    const optional = json.required?.includes(name) ? "" : ", may be left out";
    return [`\`${whole}\` ${ruleOf(field)}${optional}`];
  });
}

function ruleOf(json: Json): string {
  if (json.anyOf) return json.anyOf.map(ruleOf).join(" or ");
  if (json.const !== undefined) return `"${json.const}"`;
  if (json.enum)
    return json.enum.length > 12 ? `one of ${json.enum.length} words` : `one of ${json.enum.join(", ")}`;
  if (json.format === "uuid") return "id";
  if (json.format === "date" || json.format === "date-time") return json.format;
  if (json.type === "string")
    return `text of ${json.minLength ? `${number(json.minLength)} to ` : "at most "}${number(json.maxLength)}`;
  if (json.type === "array") {
    const most = json.maxItems === undefined ? "any number" : `at most ${number(json.maxItems)}`;
    return `${most} of: ${ruleOf(json.items ?? {})}`;
  }
  if (json.type === "integer" || json.type === "number") {
    const known = (limit: number | undefined) =>
      limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
    const from = known(json.minimum) ? ` from ${number(json.minimum)}` : "";
    return `${json.type}${from}${known(json.maximum) ? ` to ${number(json.maximum)}` : ""}`;
  }
  if (json.type === "object") return "names with values";
  return json.type ?? "made by our own code, never taken from outside";
}

const number = (of: number | undefined) => (of === undefined ? "any length" : of.toLocaleString("en"));
