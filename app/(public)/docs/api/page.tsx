import type { Metadata } from "next";
import Link from "next/link";
import { MarketingShell } from "#components/shell/marketing-shell.tsx";
import { Code, CodeBlock } from "#components/ui/code.tsx";
import { env } from "#lib/env.ts";
import { endpoints } from "#lib/routes.ts";
import { EndpointEntry } from "./endpoint-entry.tsx";

export const metadata: Metadata = {
  title: "API reference",
  description: "Read and change a workspace of Mailneo from a program.",
  robots: { index: true, follow: true },
};

/** Rendered for each request, because the origin in its examples is a setting of the installation. */
export const dynamic = "force-dynamic";

const groups = Map.groupBy(endpoints, ({ path }) => path.split("/")[1] ?? "");
const titleOf = (group: string) =>
  group === "me" ? "Your key" : group.charAt(0).toUpperCase() + group.slice(1).replaceAll("-", " ");

export default function ApiReferencePage() {
  const origin = env().APP_URL;
  return (
    <MarketingShell>
      <div className="mx-auto grid max-w-5xl gap-10 px-4 pt-10 pb-24 sm:px-6 lg:grid-cols-[11rem_minmax(0,1fr)]">
        <nav aria-label="Contents" className="lg:sticky lg:top-6 lg:self-start">
          <ul className="grid gap-0.5 phone:grid-cols-2">
            {["Begin", "Tools", "Assistants", "Lists", "Errors", "Limits", "Repeat safely"].map((title) => (
              <li key={title}>
                <a className="menu-item" href={`#${idOf(title)}`}>
                  {title}
                </a>
              </li>
            ))}
            {[...groups.keys()].map((group) => (
              <li key={group}>
                <a className="menu-item" href={`#${group}`}>
                  {titleOf(group)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
          <section className="grid grid-cols-[minmax(0,1fr)] gap-3" id="begin">
            <h1 className="text-28">API reference</h1>
            <p className="max-w-[64ch] text-ink-soft">
              Programs read and change a workspace with the same rules as its screens: consent, suppressions
              and the audit log hold for them too. Admins create keys under Settings, API keys. Send yours
              with each request, in the header alone.
            </p>
            <CodeBlock
              label="Try your key"
              wrap
              text={`curl ${origin}/api/v1/me -H "Authorization: Bearer $MAILNEO_KEY"`}
            />
            <p className="text-ink-soft">
              Names are in snake_case, times in RFC 3339 in UTC, ids are UUIDs. The same reference for
              machines is{" "}
              <a className="link" href="/api/v1/openapi.json">
                openapi.json
              </a>{" "}
              (OpenAPI 3.1). What Mailneo tells your systems by itself stands under{" "}
              <Link className="link" href="/docs/api/webhooks">
                webhooks
              </Link>
              .
            </p>
          </section>
          <Section title="Tools">
            <p className="max-w-[64ch] text-ink-soft">
              The{" "}
              <a className="link" href="/api/v1/mailneo.ts">
                TypeScript client
              </a>{" "}
              is one file without dependencies. The{" "}
              <a className="link" href="/api/v1/postman.json">
                Postman collection
              </a>{" "}
              opens in Bruno and Insomnia too. In Zapier, Make or n8n use their HTTP step: the address of an
              endpoint below, and the header <Code>Authorization: Bearer</Code> with your key.
            </p>
          </Section>
          <Section title="Assistants">
            <p className="max-w-[64ch] text-ink-soft">
              Assistants that speak the Model Context Protocol connect to <Code>{`${origin}/api/mcp`}</Code>{" "}
              with the same keys, scopes and limits. They read contacts, consents, suppressions and reports,
              and draft campaigns. None of them sends: a person does, in the browser. What is read goes to the
              assistant&apos;s provider, so give its key no more scopes than it needs.
            </p>
            <CodeBlock
              label="Connect Claude Code"
              wrap
              text={`claude mcp add --transport http mailneo ${origin}/api/mcp --header "Authorization: Bearer $MAILNEO_KEY"`}
            />
          </Section>
          <Section title="Lists">
            <p className="max-w-[64ch] text-ink-soft">
              A list is <Code>{'{"data": […], "next_cursor": "…"}'}</Code>. Ask for the next page with{" "}
              <Code>?cursor=</Code>, until <Code>next_cursor</Code> is null. <Code>?limit=</Code> takes 1 to
              200.
            </p>
          </Section>
          <Section title="Errors">
            <p className="max-w-[64ch] text-ink-soft">
              A refusal is <Code>application/problem+json</Code> (RFC 9457): <Code>detail</Code> is a
              sentence, and <Code>errors</Code> says what is wrong by field. An id of another workspace is
              answered like one that does not exist, with 404.
            </p>
          </Section>
          <Section title="Limits">
            <p className="max-w-[64ch] text-ink-soft">
              A workspace may send 60 requests a minute on Starter, 100 on Professional and 300 on Business,
              with 100, 200 and 500 at once. Each answer says what is left in <Code>RateLimit-Limit</Code>,{" "}
              <Code>RateLimit-Remaining</Code> and <Code>RateLimit-Reset</Code>. After a 429 wait as many
              seconds as <Code>Retry-After</Code> says.
            </p>
          </Section>
          <Section title="Repeat safely">
            <p className="max-w-[64ch] text-ink-soft">
              Send an <Code>Idempotency-Key</Code> of your own with a change. When the answer is lost, send
              the same request again: within 24 hours it gets the first answer and changes nothing twice. A
              test key works on everything, and never sends. Whom it puts on a newsletter is{" "}
              <Code>pending</Code> until a live key or a member does the same, and what somebody would be
              mailed about is refused.
            </p>
          </Section>
          {[...groups].map(([group, each]) => (
            <section key={group} aria-labelledby={group} className="grid grid-cols-[minmax(0,1fr)] gap-4">
              <h2 id={group} className="text-20">
                {titleOf(group)}
              </h2>
              {each.map((endpoint) => (
                <EndpointEntry
                  key={`${endpoint.method} ${endpoint.path}`}
                  endpoint={endpoint}
                  origin={origin}
                />
              ))}
            </section>
          ))}
        </div>
      </div>
    </MarketingShell>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3" aria-labelledby={idOf(title)}>
      <h2 id={idOf(title)} className="text-20">
        {title}
      </h2>
      {children}
    </section>
  );
}

const idOf = (title: string) => title.toLowerCase().replaceAll(" ", "-");
