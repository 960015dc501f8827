import type { ReactNode } from "react";
import { StatusDot } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { organisationalDomain } from "#lib/mail/organisational-domain.ts";
import { mailRecords } from "#lib/sending/campaigns/authentication.ts";
import { type SpfAdvice, spfAdvice } from "#lib/sending/sending-domains/spf.ts";

/** SPF and DMARC of the From address's domain, each with the record to copy. */
export async function DnsRecords({
  name,
  host,
  fromAddress,
}: {
  name: string;
  host: string;
  fromAddress: string;
}) {
  const found = await mailRecords(name);
  const spf = found && spfAdvice(found.texts, host);
  const organisation = organisationalDomain(name);
  return (
    <>
      <div id="spf" className="scroll-mt-20">
        <Panel
          title={`Permitted servers for ${name} (SPF)`}
          action={status(spf ? spf.state === "in-order" : null)}
        >
          <div className="grid gap-3">
            <p className="max-w-[70ch] text-ink-soft">{spf ? spfWords(spf, host, name) : silent(name)}</p>
            {spf?.record && spf.state !== "in-order" && <Record name={name} value={spf.record} />}
          </div>
        </Panel>
      </div>
      <div id="dmarc" className="scroll-mt-20">
        <Panel
          title={`Policy for forged mail from ${organisation} (DMARC)`}
          action={status(found ? found.dmarc : null)}
        >
          <div className="grid gap-3">
            <p className="max-w-[70ch] text-ink-soft">
              {!found
                ? silent(name)
                : found.dmarc
                  ? "The record is there. Gmail, Yahoo and Microsoft find it."
                  : `Add this TXT record. It asks mailbox providers to report forged mail to ${fromAddress} and to reject nothing yet; any address of yours may take the reports.`}
            </p>
            {found && !found.dmarc && (
              <Record name={`_dmarc.${organisation}`} value={`v=DMARC1; p=none; rua=mailto:${fromAddress}`} />
            )}
          </div>
        </Panel>
      </div>
    </>
  );
}

function Record({ name, value }: { name: string; value: string }) {
  return (
    <>
      <CodeBlock label="Name of the TXT record" text={name} />
      <CodeBlock label="Value" text={value} wrap />
    </>
  );
}

function status(there: boolean | null): ReactNode {
  if (there === null) return <StatusDot>Not checked</StatusDot>;
  return there ? <StatusDot tone="ok">In DNS</StatusDot> : <StatusDot tone="warn">Needs you</StatusDot>;
}

const silent = (name: string) => `The name server of ${name} did not answer. Load this page again to check.`;

function spfWords({ state, record }: SpfAdvice, host: string, name: string): string {
  switch (state) {
    case "add":
      return `Add this TXT record. It permits ${host} to send for ${name}.`;
    case "change":
      return `${name} has an SPF record that does not name ${host}'s servers. Replace its value with this one, because a domain may have one SPF record only.`;
    case "several":
      return `${name} has more than one SPF record, so mailbox providers take none. Delete them and add this one. Check first that all servers in it still send for you.`;
    case "unknown":
      return `${name} has no SPF record. The provider of ${host} names the TXT record to add: look for "SPF" in its help pages.`;
    default:
      return `The record is there: ${record}`;
  }
}
