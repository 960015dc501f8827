import type { Metadata } from "next";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { isFresh } from "#lib/core/actor.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { env } from "#lib/env.ts";
import { getEmailAccount } from "#lib/mailboxes/email-accounts/get.ts";
import { localMailboxOf } from "#lib/mailboxes/email-accounts/local-mailbox.ts";
import { presets } from "#lib/mailboxes/email-accounts/presets.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { MayNot } from "../../../../may-not.tsx";
import { ProveFirst } from "../../../security/prove-first.tsx";
import { AccountForm } from "../../account-form.tsx";

export const metadata: Metadata = { title: "Account settings" };

export default async function EditAccountPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMember();
  const account = await pageQuery(getEmailAccount, actor, { accountId: (await params).id });
  if (!workspaceAdmin.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title={`Change ${account.label}`}
        breadcrumb={[
          { label: "Email accounts", href: "/settings/email-accounts" },
          { label: account.label, href: `/settings/email-accounts/${account.id}` },
        ]}
        what="change accounts"
        who="admins"
      />
    );
  }
  const here = `/settings/email-accounts/${account.id}`;
  return (
    <>
      <PageHeader
        title={account.disconnectedAt ? `Connect ${account.label} again` : `Change ${account.label}`}
        description="New settings are tested before they take the place of the old ones."
        breadcrumb={[
          { label: "Email accounts", href: "/settings/email-accounts" },
          { label: account.label, href: here },
        ]}
      />
      {isFresh(actor) ? (
        <Panel>
          <AccountForm
            preset={
              localMailboxOf(account, env()) ??
              presets.find(({ host }) => host !== "" && host === account.host)
            }
            values={account}
            accountId={account.id}
            cancelHref={here}
          />
        </Panel>
      ) : (
        <ProveFirst actor={actor} next={`${here}/edit`} why="An account's password is kept here." />
      )}
    </>
  );
}
