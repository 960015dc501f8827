import { Mailbox, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { listEmailAccounts } from "#lib/mailboxes/email-accounts/list.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../../address.ts";
import { type Account, AccountState, AccountTrouble } from "./account-state.tsx";
import { DisconnectButton } from "./disconnect-button.tsx";
import { SealedChip } from "./sealed-chip.tsx";

export const metadata: Metadata = { title: "Email accounts" };

const here = "/settings/email-accounts";

export default async function EmailAccountsPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const cursor = one((await searchParams).cursor);
  const { rows, nextCursor } = await pageQuery(listEmailAccounts, actor, { cursor });
  const mayConnect = workspaceAdmin.admits(actor);
  const connect = mayConnect && (
    <Button href={`${here}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      Connect account
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Email accounts"
        mark={rows.some(({ username }) => username !== "") && <SealedChip />}
        description={`The servers your campaigns leave from.${mayConnect ? "" : " Owners and admins of the workspace connect them."}`}
        actions={rows.length > 0 && connect}
      />
      <Panel flush>
        {rows.length === 0 ? (
          <EmptyState icon={<Mailbox aria-hidden="true" />} title="No account yet" action={connect}>
            Connect the SMTP server of your mail provider. It is tested before it is saved, its password is
            sealed, and campaigns leave in your own name.
          </EmptyState>
        ) : (
          rows.map((account) => <AccountRow key={account.id} account={account} mayDisconnect={mayConnect} />)
        )}
      </Panel>
      <Pagination
        newerHref={cursor && here}
        newerLabel="Newest"
        olderHref={nextCursor && address(here, { cursor: nextCursor })}
      />
    </>
  );
}

function AccountRow({ account, mayDisconnect }: { account: Account; mayDisconnect: boolean }) {
  const { id, label, fromName, fromAddress, health, username } = account;
  return (
    <SettingsRow
      level={2}
      title={
        <Link href={`${here}/${id}`} className="inline-flex min-h-6 items-center rounded-s hover:underline">
          {label}
        </Link>
      }
      state={<AccountState account={account} />}
      description={
        <>
          {fromName} <span className="font-mono wrap-anywhere">&lt;{fromAddress}&gt;</span>
          {health === "failing" && (
            <span className="mt-0.5 block text-danger-ink">
              <AccountTrouble account={account} />
            </span>
          )}
        </>
      }
      action={
        <>
          <Button href={`${here}/${id}`} size="small" aria-label={`Open ${label}`}>
            Open
          </Button>
          {mayDisconnect && <DisconnectButton id={id} label={label} signsIn={username !== ""} size="small" />}
        </>
      }
    />
  );
}
