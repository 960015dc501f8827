import type { Metadata } from "next";
import Link from "next/link";
import { MarketingShell } from "#components/shell/marketing-shell.tsx";
import { Code, CodeBlock } from "#components/ui/code.tsx";
import { eventCatalogue, exampleOf } from "#lib/integrations/webhooks/event-catalogue.ts";
import { eventTypes } from "#lib/integrations/webhooks/events.ts";
import { SECONDS_TO_ANSWER } from "#lib/integrations/webhooks/post.ts";
import { FAILING_DAYS, waits } from "#lib/integrations/webhooks/retries.ts";

export const metadata: Metadata = {
  title: "Webhooks",
  description: "What Mailneo tells your systems, and how they verify it.",
  robots: { index: true, follow: true },
};

const idOf = (type: string) => type.replaceAll(/[._]/g, "-");
const chapters = ["A delivery", "Verifying", "Answers"];

/** The reference of webhooks. Events and their bodies come from the catalogue that the product sends by. */
export default function WebhookReferencePage() {
  return (
    <MarketingShell>
      <div className="mx-auto grid max-w-5xl gap-10 px-4 pt-10 pb-24 sm:px-6 lg:grid-cols-[11rem_minmax(0,1fr)]">
        <nav aria-label="Contents" className="lg:sticky lg:top-6 lg:self-start">
          <ul className="grid gap-0.5 phone:grid-cols-2">
            {chapters.map((title) => (
              <li key={title}>
                <a className="menu-item" href={`#${chapterId(title)}`}>
                  {title}
                </a>
              </li>
            ))}
            {eventTypes.map((type) => (
              <li key={type}>
                <a className="menu-item" href={`#${idOf(type)}`}>
                  {eventCatalogue[type].label}
                </a>
              </li>
            ))}
            <li>
              <Link className="menu-item" href="/docs/api">
                API reference
              </Link>
            </li>
          </ul>
        </nav>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
          <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
            <h1 className="text-28">Webhooks</h1>
            <p className="max-w-[64ch] text-ink-soft">
              Mailneo tells your systems who subscribed, left or was erased. Owners and admins make webhooks
              under Settings, Webhooks; programs make them with a key that holds <Code>webhooks:write</Code>.
              They follow{" "}
              <a className="link" href="https://www.standardwebhooks.com">
                Standard Webhooks
              </a>
              , so its libraries verify them.
            </p>
          </section>
          <Chapter title="A delivery">
            <CodeBlock
              label="A request to your address"
              text={`POST /hooks/mailneo HTTP/1.1
content-type: application/json
webhook-id: 01a22e1c-8717-74c5-b084-f2989be5d99a
webhook-timestamp: 1796069951
webhook-signature: v1,sbp8AQBGKL4WZEknL5UhfHkZQ5+uSq2x9Ej1L4Z8swY=`}
            />
            <p className="max-w-[64ch] text-ink-soft">
              Names and addresses are those of the moment of sending. A person who was erased meanwhile, or
              whose data are restricted, is an id without an address. An event has one <Code>webhook-id</Code>{" "}
              for all its deliveries: note the ids you have taken, because a delivery may come twice. Events
              may arrive in another order than they happened; <Code>timestamp</Code> says when they did.
            </p>
          </Chapter>
          <Chapter title="Verifying">
            <CodeBlock
              label="TypeScript"
              text={`import { Webhook } from "standardwebhooks";

const event = new Webhook(process.env.MAILNEO_WEBHOOK_SECRET).verify(rawBody, headers);`}
            />
            <p className="max-w-[64ch] text-ink-soft">
              By hand: the signature is the base64 of HMAC-SHA-256 over{" "}
              <Code>{"<webhook-id>.<webhook-timestamp>.<body>"}</Code>, with the base64 behind{" "}
              <Code>whsec_</Code> of the secret as the key. Compare in constant time, accept any of several
              signatures, and refuse a timestamp more than five minutes away. For 24 hours after a rotation
              each delivery carries two signatures.
            </p>
          </Chapter>
          <Chapter title="Answers">
            <p className="max-w-[64ch] text-ink-soft">
              A status of 200 to 299 within {SECONDS_TO_ANSWER} seconds takes a delivery. Everything else is
              tried again {waits.length} times: after {waits.map(waitWords).join(", ")}.{" "}
              <Code>Retry-After</Code> holds it back longer. Redirects are not followed. A 410 stops the
              webhook, and so do {FAILING_DAYS} days of failures; owners and admins get a mail. The log of
              deliveries shows each event for 30 days, and sends any of them again.
            </p>
          </Chapter>
          <section aria-labelledby="events" className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <h2 id="events" className="text-20">
              Events
            </h2>
            {eventTypes.map((type) => {
              const { label, hint, about, may = [] } = eventCatalogue[type];
              return (
                <article
                  key={type}
                  id={idOf(type)}
                  aria-labelledby={`${idOf(type)}-title`}
                  className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-l border border-line bg-surface p-4"
                >
                  <h3 id={`${idOf(type)}-title`} className="flex flex-wrap items-baseline gap-2 text-16">
                    {label} <span className="font-mono text-13 text-ink-faint">{type}</span>
                  </h3>
                  <p className="max-w-[64ch] text-ink-soft">{hint}</p>
                  <p className="text-13 text-ink-soft">
                    <Code>data</Code> holds {about.join(" and ")}
                    {may.length > 0 && `, and ${may.join(" and ")} where there is one`}.
                  </p>
                  <CodeBlock label="Body" text={exampleOf(type)} />
                </article>
              );
            })}
          </section>
        </div>
      </div>
    </MarketingShell>
  );
}

const chapterId = (title: string) => title.toLowerCase().replaceAll(" ", "-");

/** Returns "5 seconds", "30 minutes" or "24 hours". */
function waitWords(seconds: number): string {
  const [size, word] =
    seconds < 60 ? [seconds, "second"] : seconds < 3600 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  return `${size} ${word}${size === 1 ? "" : "s"}`;
}

function Chapter({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3" aria-labelledby={chapterId(title)}>
      <h2 id={chapterId(title)} className="text-20">
        {title}
      </h2>
      {children}
    </section>
  );
}
