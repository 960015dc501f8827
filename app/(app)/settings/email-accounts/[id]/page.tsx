import { Settings2 } from "lucide-react";
import type { Metadata } from "next";
import { cache } from "react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { env } from "#lib/env.ts";
import { freemailRefusal } from "#lib/mailboxes/email-accounts/freemail.ts";
import { getEmailAccount } from "#lib/mailboxes/email-accounts/get.ts";
import { localMailboxOf } from "#lib/mailboxes/email-accounts/local-mailbox.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { SetupNext } from "../../../setup-next.tsx";
import { AccountState, AccountTrouble } from "../account-state.tsx";
import { DisconnectButton } from "../disconnect-button.tsx";
import { SealedChip } from "../sealed-chip.tsx";
import { DnsRecords } from "./dns-records.tsx";
import { DomainPanel } from "./domain-panel.tsx";

type Props = { params: Promise<{ id: string }> };

const load = cache(async (accountId: string) =>
  pageQuery(getEmailAccount, await requireMember(), { accountId }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await load((await params).id)).label };
}

export default async function EmailAccountPage({ params }: Props) {
  const actor = await requireMember();
  const account = await load((await params).id);
  const { id, label, fromName, fromAddress, host, port, security, username } = account;
  const signsIn = username !== "";
  const local = localMailboxOf(account, env());
  const domainName = fromAddress.slice(fromAddress.lastIndexOf("@") + 1);
  const mayChange = workspaceAdmin.admits(actor);
  const connected = account.disconnectedAt === null;
  const edit = `/settings/email-accounts/${id}/edit`;
  return (
    <>
      <PageHeader
        title={label}
        mark={<AccountState account={account} />}
        breadcrumb={[{ label: "Email accounts", href: "/settings/email-accounts" }]}
        actions={
          mayChange && (
            <Button href={edit} icon={<Settings2 aria-hidden="true" />}>
              {connected ? "Change settings" : "Connect again"}
            </Button>
          )
        }
      />
      {connected && <SetupNext actor={actor} step="email-account" />}
      <div className="grid gap-5">
        {connected && account.health === "failing" && (
          <Notice
            tone="danger"
            title="This account cannot send right now"
            action={
              mayChange && (
                <Button href={edit} size="small">
                  Test it again
                </Button>
              )
            }
          >
            <AccountTrouble account={account} />
          </Notice>
        )}
        <Panel title="Connection" action={connected && signsIn && <SealedChip />}>
          <Facts
            facts={[
              { label: "From", value: `${fromName} <${fromAddress}>` },
              { label: "Server", value: `${host}:${port}`, mono: true },
              { label: "Encryption", value: local ? "None: it is on this computer" : encryption[security] },
              ...(signsIn
                ? [
                    { label: "User name", value: username, mono: true },
                    { label: "Password", value: connected ? "Sealed, never shown" : "Deleted" },
                  ]
                : [{ label: "Sign-in", value: "None: the server asks for no password" }]),
              { label: "Last tested", value: <Time value={account.verifiedAt} /> },
            ]}
          />
        </Panel>
        {connected && <DomainPanel actor={actor} fromAddress={fromAddress} host={host} />}
        {connected && !local && !freemailRefusal(domainName, "") && (
          <DnsRecords name={domainName} host={host} fromAddress={fromAddress} />
        )}
        {connected && mayChange && (
          <Panel flush>
            <SettingsRow
              level={2}
              title="Disconnect this account"
              description={`${signsIn ? "Deletes its password. " : ""}What was sent through it stays in your reports.`}
              action={<DisconnectButton id={id} label={label} signsIn={signsIn} />}
            />
          </Panel>
        )}
      </div>
    </>
  );
}

const encryption = {
  tls: "TLS from the first byte",
  starttls: "STARTTLS before the sign-in",
  none: "None: a server of this network",
};
