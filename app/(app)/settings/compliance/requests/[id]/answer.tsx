import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { getRequest } from "#lib/privacy/subject-requests/get.ts";
import { TypeErase } from "../../../../contacts/type-erase.tsx";
import { fulfilRequestAction } from "../actions.ts";

type Request = Awaited<ReturnType<typeof getRequest>>;

/** The form that does what the person asks for, with the words that say what happens. */
export function Answer({ request }: { request: Request }) {
  const { id, kind, contactId, corrected } = request;
  if (corrected && (kind === "access" || kind === "erase"))
    return (
      <Panel title="Answer">
        <p>
          This contact’s address was corrected after the request came. The request was confirmed from the old
          mailbox, which may be another person’s. Answer{" "}
          <Link href={`/contacts/${contactId}`} className="link">
            on the contact’s page
          </Link>{" "}
          if you are sure who asks, or refuse it with a reason.
        </p>
      </Panel>
    );
  return (
    <Panel title="Answer">
      <SubmitForm
        action={fulfilRequestAction}
        hidden={{ requestId: id }}
        submit={request.byLetter ? lettered[kind] : submits[kind]}
        {...(kind === "erase" && { submitVariant: "danger" as const })}
      >
        {request.formerlyOf && (
          <Notice tone="warn" title="This address was another contact’s before a correction">
            The mailbox may be another person’s now. The answer holds and changes nothing of{" "}
            <Link href={`/contacts/${request.formerlyOf}`} className="link">
              that contact
            </Link>
            . Answer on the contact’s page if you are sure that they ask.
          </Notice>
        )}
        {!contactId && (
          <p className="text-ink-soft">
            No contact has this address.{" "}
            {request.byLetter
              ? "Your letter says so."
              : `The answer says so${kind === "access" ? ", and gives what is known by the address alone." : "."}`}
          </p>
        )}
        <What kind={kind} contactId={contactId} byLetter={request.byLetter} />
      </SubmitForm>
    </Panel>
  );
}

const lettered: Record<Request["kind"], string> = {
  access: "Mark as answered",
  rectify: "Mark as corrected",
  restrict: "Restrict their data",
  erase: "Erase this person",
  object: "Stop all advertising",
};

const submits: Record<Request["kind"], string> = {
  access: "Send them their data",
  rectify: "Tell them it is corrected",
  restrict: "Restrict their data",
  erase: "Erase this person",
  object: "Stop all advertising",
};

type About = { kind: Request["kind"]; contactId: string | null; byLetter: boolean };

function What({ kind, contactId, byLetter }: About) {
  switch (kind) {
    case "access":
      if (byLetter)
        return (
          <p>
            Send them a letter with everything you hold about them, in Mailneo and elsewhere. Then mark the
            request as answered. No link is mailed.
          </p>
        );
      return (
        <p>
          They get a link by mail, good for 14 days. It opens with their address, and gives everything you
          hold about them as JSON and CSV: consents, newsletters, messages, suppressions, requests and log.
          You can withdraw the link at any time.
        </p>
      );
    case "rectify":
      return (
        <>
          <p>
            Correct it{" "}
            {contactId ? (
              <Link href={`/contacts/${contactId}/edit`} className="link">
                on their contact
              </Link>
            ) : (
              "where it stands"
            )}{" "}
            first, then tell them.
          </p>
          <Field
            name="note"
            label="What you corrected"
            hint={byLetter ? "Write it to them." : "The person reads it."}
          >
            <Textarea rows={3} maxLength={2000} />
          </Field>
        </>
      );
    case "restrict":
      return (
        <p>
          Their data is kept and used for nothing else: no campaign reaches them, and no export holds them but
          their own. You can lift it on their contact, after you told them (GDPR Art. 18(3)).
        </p>
      );
    case "object":
      return (
        <p>
          They leave every newsletter you have or will make. Only they can come back, by confirming a new
          subscription. An objection to advertising cannot be refused (GDPR Art. 21(3)).
        </p>
      );
    case "erase":
      return (
        <>
          <p>
            <strong className="font-medium text-ink">Goes:</strong> their address everywhere it stands, their
            name, fields, newsletters, requests, what servers said about them, and the personal part of the
            audit log. Files of the audit log that hold something of them go too.
          </p>
          <p>
            <strong className="font-medium text-ink">Stays:</strong> that somebody agreed and what was sent,
            without name or address, as your proof; and a keyed hash, so that no import brings them back (GDPR
            Art. 17(3)). Only they can come back, by confirming a new subscription.
          </p>
          <TypeErase />
        </>
      );
  }
}
