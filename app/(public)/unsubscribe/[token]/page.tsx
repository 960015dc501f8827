import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { PublicShell } from "#components/shell/public-shell.tsx";
import { Button } from "#components/ui/button.tsx";
import { unsubscribeChoices } from "#lib/audience/unsubscribe/choices.ts";
import { currentSubscriber } from "#lib/web/subscriber.ts";
import { unsubscribeAction } from "./actions.ts";
import { TestPage } from "./test-page.tsx";

export const metadata: Metadata = { title: "Unsubscribe", robots: "noindex", referrer: "no-referrer" };

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<{ pressed?: string | string[] }>;
};

/** Opened by people and by every link scanner there is: showing it changes nothing (RFC 9110 §9.2.1). */
export default async function UnsubscribePage({ params, searchParams }: Props) {
  const { token } = await params;
  if (token === "test") return <TestPage pressed={(await searchParams).pressed !== undefined} />;
  const subscriber = await currentSubscriber(token);
  if (!subscriber) return <BrokenLink />;

  const { sender, newsletter, address, stopped, postalAddress } = await unsubscribeChoices(subscriber, {});
  const footer = postalAddress && <p className="whitespace-pre-line">{postalAddress}</p>;
  if (stopped === "all") {
    return (
      <PublicShell sender={sender} title="You are unsubscribed" footer={footer}>
        <p>
          {sender} will not send anything to {address} any more. This holds from now on, for messages already
          prepared too.
        </p>
        <p className="text-ink-soft">There is nothing else to do. You can close this page.</p>
      </PublicShell>
    );
  }
  if (stopped === "newsletter") {
    return (
      <PublicShell sender={sender} title={`You are unsubscribed from ${newsletter}`} footer={footer}>
        <p>
          {newsletter} will not come to {address} any more. This holds from now on, for messages already
          prepared too.
        </p>
        <Choice token={token} scope="all" words={`Stop all mail from ${sender}`} quiet />
      </PublicShell>
    );
  }
  return (
    <PublicShell
      sender={sender}
      title={newsletter ? `Unsubscribe from ${newsletter}?` : `Stop mail from ${sender}?`}
      footer={footer}
    >
      <p>The mail goes to {address}. One click ends it at once, without a password.</p>
      {newsletter && <Choice token={token} scope="newsletter" words={`Unsubscribe from ${newsletter}`} />}
      <Choice token={token} scope="all" words={`Stop all mail from ${sender}`} quiet={newsletter !== null} />
    </PublicShell>
  );
}

function Choice({
  token,
  scope,
  words,
  quiet = false,
}: {
  token: string;
  scope: string;
  words: string;
  quiet?: boolean;
}) {
  return (
    <SubmitForm action={unsubscribeAction} hidden={{ token, scope }}>
      <Button type="submit" variant={quiet ? "secondary" : "primary"} size="large">
        {words}
      </Button>
    </SubmitForm>
  );
}

function BrokenLink() {
  return (
    <PublicShell sender="Mailneo" title="This link does not work">
      <p>It may have been cut off on its way. Open it from the message itself, with all of its characters.</p>
      <p className="text-ink-soft">
        Still not? Answer the message with the word “unsubscribe”: the sender has to honour that too.
      </p>
    </PublicShell>
  );
}
