import { PenLine, Search } from "lucide-react";
import { PendingWords } from "#components/forms/pending-words.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { ProofChip } from "#components/ui/proof-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Member } from "#lib/core/actor.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { freemailRefusal } from "#lib/mailboxes/email-accounts/freemail.ts";
import { listSendingDomains } from "#lib/sending/sending-domains/list.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { createDomainAction, verifyDomainAction } from "../actions.ts";

/** The DKIM key of the From address's domain: made, put into DNS, seen. */
export async function DomainPanel({
  actor,
  fromAddress,
  host,
}: {
  actor: Member;
  fromAddress: string;
  host: string;
}) {
  const name = fromAddress.slice(fromAddress.lastIndexOf("@") + 1);
  const mayChange = workspaceAdmin.admits(actor);
  if (freemailRefusal(name, "")) {
    return (
      <Panel title={`Signatures for ${name}`}>
        <p className="text-ink-soft">
          {host} signs everything that leaves through it with {name}'s own DKIM key. There is nothing for you
          to add.
        </p>
      </Panel>
    );
  }
  const { rows } = await pageQuery(listSendingDomains, actor, { limit: 200 });
  const domain = rows.find((row) => row.domain === name);
  const title = `Signature for ${name} (DKIM)`;
  if (!domain) {
    return (
      <Panel title={title} action={<StatusDot>No key yet</StatusDot>}>
        <p className="mb-4 max-w-[70ch] text-ink-soft">
          A DKIM signature proves that a message comes from {name} and was not changed on its way. Gmail,
          Yahoo and Microsoft ask for it. Mailneo signs with a key of its own; a record in your DNS says that
          it may.
        </p>
        {mayChange && (
          <SubmitForm action={createDomainAction} hidden={{ domain: name }} creates>
            <div>
              <SubmitButton variant="secondary" icon={<PenLine aria-hidden="true" />}>
                Create the key for {name}
              </SubmitButton>
            </div>
          </SubmitForm>
        )}
      </Panel>
    );
  }
  const { record, verifiedAt } = domain;
  if (verifiedAt) {
    return (
      <Panel
        title={title}
        action={
          <ProofChip
            label={
              <>
                Seen in DNS <Time value={verifiedAt} />
              </>
            }
            evidence={[
              { label: "Record", value: record.name, mono: true },
              { label: "Algorithm", value: "RSA 2048 with SHA-256 (RFC 8301)" },
              { label: "Signs", value: "Every header a reader sees, and both List-Unsubscribe headers" },
            ]}
          >
            Every message from {name} is signed with this key.
          </ProofChip>
        }
      >
        <p className="mb-3 text-ink-soft">
          Leave this record in your DNS; without it, signatures cannot be checked.
        </p>
        <div className="grid gap-3">
          <CodeBlock label="Name of the TXT record" text={record.name} />
          {mayChange && <CheckAgain domainId={domain.id} words="Check it again" />}
        </div>
      </Panel>
    );
  }
  return (
    <Panel title={title} action={<StatusDot tone="warn">Waits for its DNS record</StatusDot>}>
      <div className="grid gap-3">
        <p className="max-w-[70ch] text-ink-soft">
          Add this TXT record where the DNS of {name} is managed, then check it here. Mail is signed as soon
          as the record is seen. New records take from a minute to an hour.
        </p>
        <CodeBlock label="Name" text={record.name} />
        <CodeBlock label="Value" text={record.value} wrap />
        <p className="text-13 text-ink-faint">
          Some DNS pages add the domain by themselves: then enter{" "}
          <span className="font-mono">{record.name.slice(0, -name.length - 1)}</span> as the name.
        </p>
        {mayChange && <CheckAgain domainId={domain.id} words="Check DNS now" />}
      </div>
    </Panel>
  );
}

function CheckAgain({ domainId, words }: { domainId: string; words: string }) {
  return (
    <SubmitForm action={verifyDomainAction} hidden={{ domainId }}>
      <div>
        <SubmitButton variant="secondary" icon={<Search aria-hidden="true" />}>
          <PendingWords idle={words} busy="Asking the name server…" />
        </SubmitButton>
      </div>
    </SubmitForm>
  );
}
