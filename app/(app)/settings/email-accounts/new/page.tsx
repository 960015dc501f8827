import type { Metadata } from "next";
import Link from "next/link";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { isFresh } from "#lib/core/actor.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { env } from "#lib/env.ts";
import { localMailbox } from "#lib/mailboxes/email-accounts/local-mailbox.ts";
import { type Preset, presets } from "#lib/mailboxes/email-accounts/presets.ts";
import { getWorkspace } from "#lib/team/workspaces/get.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one, type Search } from "../../../address.ts";
import { MayNot } from "../../../may-not.tsx";
import { ProveFirst } from "../../security/prove-first.tsx";
import { AccountForm } from "../account-form.tsx";

export const metadata: Metadata = { title: "Connect an account" };

const list = "/settings/email-accounts";

export default async function ConnectPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const chosen = one((await searchParams).preset);
  const local = localMailbox(env());
  const choices = local ? [local, ...presets] : presets;
  const preset = choices.find(({ id }) => id === chosen);
  const breadcrumb = [{ label: "Email accounts", href: list }];
  if (!workspaceAdmin.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title="Connect an account"
        breadcrumb={breadcrumb}
        what="connect accounts"
        who="admins"
      />
    );
  }
  if (!preset) {
    return (
      <>
        <PageHeader
          title="Connect an account"
          description="Who runs the mailbox or the sending service your campaigns should leave from?"
          breadcrumb={breadcrumb}
        />
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-2">
          {choices.map((each) => (
            <li key={each.id}>
              <Link
                href={`${list}/new?preset=${each.id}`}
                className="grid h-full content-start gap-0.5 rounded-m border border-line bg-surface px-3 py-2.5 hover:border-line-control hover:bg-sunken"
              >
                <span className="font-medium">{each.label}</span>
                <span className="text-13 text-ink-faint">{serverWords(each)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </>
    );
  }
  const { senderName } = await pageQuery(getWorkspace, actor, {});
  return (
    <>
      <PageHeader
        title={titles[preset.id] ?? `Connect ${preset.label}`}
        description={`The ${preset.id === "local" ? "connection" : "sign-in"} is tested with the server before anything is saved.`}
        breadcrumb={[...breadcrumb, { label: "Choose a provider", href: `${list}/new` }]}
      />
      {isFresh(actor) ? (
        <Panel>
          <Notice className="mb-4 max-w-160">
            {preset.hint}
            {preset.id === "own" && local && (
              <>
                {" "}
                To try it out without a server of yours, choose the{" "}
                <Link href={`${list}/new?preset=local`} className="link">
                  local mailbox
                </Link>
                .
              </>
            )}
            {preset.help && (
              <>
                {" "}
                <a href={preset.help} rel="noreferrer" target="_blank" className="link">
                  {preset.label} explains it
                </a>
              </>
            )}
          </Notice>
          <AccountForm preset={preset} values={{ fromName: senderName ?? undefined }} cancelHref={list} />
        </Panel>
      ) : (
        <ProveFirst
          actor={actor}
          next={`${list}/new?preset=${preset.id}`}
          why="An account's password is kept here."
        />
      )}
    </>
  );
}

const titles: Record<string, string> = { own: "Connect your server", local: "Connect the local mailbox" };

function serverWords({ id, host }: Preset) {
  if (id === "local") return "On this computer, to try it out";
  if (id === "own") return "Any SMTP server";
  return host || "Servers by region";
}
