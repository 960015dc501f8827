type Json = { [name: string]: unknown };

/** Returns a schema of an OpenAPI file as a TypeScript type. What it cannot say in types, such as a pattern, is left out. */
export function typeSource(schema: Json, indent = ""): string {
  if (typeof schema.$ref === "string") return schema.$ref.split("/").at(-1) ?? "unknown";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  const parts = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (parts) return [...new Set(parts.map((part) => typeSource(part, indent)))].join(" | ");
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeSource({ ...schema, type }, indent)).join(" | ");
  switch (schema.type) {
    case "string":
      return schema.format === "binary" ? "BodyInit" : "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
    case "null":
      return schema.type;
    case "array":
      return `Array<${typeSource((schema.items ?? {}) as Json, indent)}>`;
    case "object":
      return objectSource(schema, indent);
    default:
      return "unknown";
  }
}

function objectSource(
  { properties = {}, required = [], additionalProperties }: Json,
  indent: string,
): string {
  const more = `${indent}  `;
  const fields = Object.entries(properties as Record<string, Json>).map(([name, schema]) => {
    const mark = (required as string[]).includes(name) ? "" : "?";
    return `${docSource(schema.description, more)}${more}${name}${mark}: ${typeSource(schema, more)};`;
  });
  const open = typeof additionalProperties === "object" && additionalProperties !== null;
  if (fields.length === 0)
    return `Record<string, ${open ? typeSource(additionalProperties as Json, more) : "unknown"}>`;
  return `{\n${fields.join("\n")}\n${indent}}`;
}

/** Returns a description as a comment above what it describes; nothing without one. */
export const docSource = (text: unknown, indent: string): string =>
  typeof text === "string" && text !== ""
    ? `${indent}/** ${text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ")} */\n`
    : "";
