import { z } from "zod";

type Json = { [name: string]: unknown };

/**
 * Returns a schema as JSON Schema, with what it refers to among `schemas` of an OpenAPI file. A format says what its pattern
 * says, so that the pattern is left out.
 */
export function jsonSchema(schema: z.ZodType, io: "input" | "output", schemas: Json = {}): Json {
  const {
    $schema: _,
    $defs = {},
    ...made
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override({ jsonSchema: each }) {
      if (each.format) delete each.pattern;
      if (each.maxLength === 1_000_000) delete each.maxLength;
      delete (each as Json).max;
      delete (each as Json).id;
    },
  }) as Json;
  for (const [name, each] of Object.entries($defs as Json)) schemas[name] ??= placed(each);
  return placed(made) as Json;
}

const placed = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll("#/$defs/", "#/components/schemas/"));
