import type { z } from "zod";
import { Badge } from "#components/ui/badge.tsx";
import { Code, CodeBlock } from "#components/ui/code.tsx";
import type { Endpoint } from "#lib/api/endpoint.ts";
import { examplesOf } from "#lib/api/examples.ts";
import { jsonSchema } from "#lib/api/json-schema.ts";
import { operationId } from "#lib/api/open-api.ts";

type Json = { [name: string]: unknown };
type Field = { name: string; type: string; required: boolean; description: string };

/** One address of the API: what it takes, what it answers, and how it is called in three languages. */
export function EndpointEntry({ endpoint, origin }: { endpoint: Endpoint; origin: string }) {
  const { method, path, scope, alsoScope, summary, description, query, body, file, answer } = endpoint;
  const examples = examplesOf(endpoint, origin);
  const parameters = Object.entries(query ?? {}).map(([name, schema]) =>
    fieldOf(
      name,
      jsonSchema(schema as z.ZodType, "input"),
      !(schema as z.ZodType).safeParse(undefined).success,
    ),
  );
  return (
    <article
      id={operationId(endpoint)}
      aria-labelledby={`${operationId(endpoint)}-title`}
      className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-l border border-line bg-surface p-4"
    >
      <header className="grid gap-1">
        <h3 id={`${operationId(endpoint)}-title`} className="text-16">
          {summary}
        </h3>
        <p className="flex flex-wrap items-center gap-2">
          <Badge>{method}</Badge>
          <span className="font-mono text-13 wrap-anywhere">/api/v1{path}</span>
          {scope && (
            <span className="text-13 text-ink-faint">
              needs {[scope, alsoScope].filter(Boolean).join(" and ")}
            </span>
          )}
        </p>
        {description && <p className="max-w-[64ch] text-ink-soft">{plain(description)}</p>}
      </header>
      <Fields title="Parameters" fields={parameters} />
      {file && (
        <p className="text-13 text-ink-soft">
          The body is the file, as {file.join(" or ")}. It may be packed with gzip.
        </p>
      )}
      {body && <Fields title="Body" fields={fieldsOf(jsonSchema(body, "input"))} />}
      {answer && (
        <Details summary="Answer">
          <Fields title="Fields of the answer" fields={answerFields(answer)} />
        </Details>
      )}
      <Details summary="Examples">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {Object.entries(examples).map(([language, text]) => (
            <CodeBlock key={language} label={language} text={text} />
          ))}
        </div>
      </Details>
    </article>
  );
}

function Details({ summary, children }: { summary: string; children: React.ReactNode }) {
  return (
    <details>
      <summary className="min-h-6 cursor-pointer rounded-s text-ink-soft">{summary}</summary>
      <div className="mt-2">{children}</div>
    </details>
  );
}

function Fields({ title, fields }: { title: string; fields: Field[] }) {
  if (fields.length === 0) return null;
  return (
    <section aria-label={title} className="grid gap-1">
      <h4 className="text-13 text-ink-faint">{title}</h4>
      <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
        {fields.map(({ name, type, required, description }) => (
          <div key={name} className="contents">
            <dt className="wrap-anywhere">
              <Code>{name}</Code>
            </dt>
            <dd className="text-13 text-ink-soft">
              {type}
              {required && ", required"}
              {description && `. ${description}`}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function answerFields(answer: z.ZodType): Field[] {
  const schemas: Json = {};
  const made = resolved(jsonSchema(answer, "output", schemas), schemas);
  const { data } = (made.properties ?? {}) as { data?: { items?: Json } };
  return fieldsOf(data?.items ? resolved(data.items, schemas) : made);
}

function resolved(schema: Json, schemas: Json): Json {
  const name = typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
  return name ? ((schemas[name] ?? {}) as Json) : schema;
}

function fieldsOf({ properties = {}, required = [] }: Json): Field[] {
  return Object.entries(properties as Record<string, Json>).map(([name, schema]) =>
    fieldOf(name, schema, (required as string[]).includes(name)),
  );
}

const fieldOf = (name: string, schema: Json, required: boolean): Field => ({
  name,
  type: typeOf(schema),
  required,
  description: plain(typeof schema.description === "string" ? schema.description : ""),
});

function typeOf(schema: Json): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(" | ");
  if ("const" in schema) return String(schema.const);
  const parts = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (parts) return parts.map(typeOf).join(" | ");
  if (schema.type === "array") return `list of ${typeOf((schema.items ?? {}) as Json)}`;
  const range = [schema.minimum, schema.maximum].filter(
    (each) => typeof each === "number" && Math.abs(each) < 1e9,
  );
  if (range.length === 2) return `${range[0]} to ${range[1]}`;
  return String(schema.format ?? schema.type ?? "anything");
}

const plain = (text: string) => text.replaceAll("`", "");
