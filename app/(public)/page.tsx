import type { Metadata } from "next";
import { MarketingShell } from "#components/shell/marketing-shell.tsx";
import { Button } from "#components/ui/button.tsx";
import { AnnotatedMessage } from "./annotated-message.tsx";
import { Postmark } from "./postmark.tsx";
import { promises } from "./promises.ts";

export const metadata: Metadata = { robots: { index: true, follow: true } };

export default function LandingPage() {
  return (
    <MarketingShell>
      <div className="mx-auto grid max-w-5xl gap-20 px-4 pt-14 pb-24 sm:px-6 sm:pt-20">
        <section className="grid gap-10">
          <div className="relative">
            <Postmark />
            <h1 className="max-w-[26ch] text-28">Newsletters that can prove they were asked for.</h1>
            <p className="mt-3 max-w-[56ch] text-16 text-ink-soft">
              Mailneo sends your newsletters and campaigns through your own mail server. Before a message
              leaves, it checks who agreed to it, who opted out and what the law wants in it, and it keeps the
              record.
            </p>
            <div className="mt-6 flex flex-wrap gap-2">
              <Button href="/sign-up" variant="primary" size="large">
                Create an account
              </Button>
              <Button href="/sign-in" size="large">
                Sign in
              </Button>
            </div>
          </div>
          <AnnotatedMessage />
        </section>

        <section aria-labelledby="promises">
          <h2 id="promises" className="text-20">
            What is promised, and how it is kept
          </h2>
          <dl className="mt-5 border-line border-t">
            {promises.map((promise) => (
              <div
                key={promise.title}
                className="grid gap-x-10 gap-y-1 border-line border-b py-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
              >
                <dt className="font-medium text-16">{promise.title}</dt>
                <dd className="max-w-[64ch] text-ink-soft sm:pt-0.5">{promise.how}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-5 max-w-[64ch] text-ink-soft">
            Mailneo helps you keep the rules; it does not keep them for you. Which law applies to whom you
            write stays your decision.
          </p>
        </section>
      </div>
    </MarketingShell>
  );
}
