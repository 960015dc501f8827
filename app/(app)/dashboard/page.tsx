import { Send } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { type CheckItem, CheckList } from "#components/ui/check-list.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { LedgerTable } from "#components/ui/ledger-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Member } from "#lib/core/actor.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { listCampaigns } from "#lib/sending/campaigns/list.ts";
import { COUNT_LIMIT, getOverview, type Overview } from "#lib/team/workspaces/overview.ts";
import { currentSession, requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { campaignColumns } from "../campaigns/campaign-columns.tsx";
import { maySend, mendable } from "../may-not.tsx";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const actor = await requireMember();
  const session = await currentSession();
  const overview = await getOverview(actor, {});
  const steps = mendable(nextSteps(overview), (href) => maySend(actor, href));
  const allSet = steps.every(({ state }) => state === "done");

  return (
    <>
      <PageHeader
        title={session?.workspace?.name ?? "Dashboard"}
        description={allSet ? "Everything is set up." : "What is left before your first campaign can go out."}
        actions={
          workspaceMember.admits(actor) && (
            <Button
              href={overview.draftId ? `/campaigns/${overview.draftId}` : "/campaigns/new"}
              variant="primary"
              icon={<Send aria-hidden="true" />}
            >
              {overview.draftId ? "Go on with your draft" : "Write a campaign"}
            </Button>
          )
        }
      />
      <dl className="mb-6 grid grid-cols-3 gap-2 sm:gap-3">
        <Figure label="Contacts" count={overview.contacts} />
        <Figure label="Sent in 30 days" count={overview.sentLast30Days} />
        <Figure label="Suppressed" count={overview.suppressed} />
      </dl>
      {allSet ? (
        <LatestCampaigns actor={actor} />
      ) : (
        <Panel title="Next steps" flush>
          <CheckList items={steps} label="Next steps" />
        </Panel>
      )}
    </>
  );
}

async function LatestCampaigns({ actor }: { actor: Member }) {
  const { rows } = await pageQuery(listCampaigns, actor, { limit: 5 });
  return (
    <>
      <h2 className="mb-2 font-medium">Latest campaigns</h2>
      <LedgerTable
        caption="Latest campaigns"
        columns={campaignColumns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/campaigns/${id}`}
        empty={null}
      />
    </>
  );
}

function Figure({ label, count }: { label: string; count: number }) {
  const words = count > COUNT_LIMIT ? `${formatNumber(COUNT_LIMIT)}+` : formatNumber(count);
  return (
    <div className="rounded-l border border-line bg-surface px-3 py-2.5 sm:px-4 sm:py-3">
      <dt className="text-13 text-ink-faint">{label}</dt>
      <dd className="text-20 font-strong tabular-nums">{words}</dd>
    </div>
  );
}

function nextSteps(overview: Overview): CheckItem[] {
  const step = (done: boolean, item: Omit<CheckItem, "state">): CheckItem => ({
    ...item,
    state: done ? "done" : "waiting",
  });
  return [
    step(overview.hasSender, {
      id: "sender",
      title: "Say who sends",
      law: "CAN-SPAM § 7704(a)(5)",
      why: "Every message carries your sender name and postal address.",
      fix: { label: "Fill in", href: "/settings/workspace" },
    }),
    step(overview.hasEmailAccount, {
      id: "email-account",
      title: "Connect an email account",
      why: "Your mail goes out through your own provider. Its password is sealed before it is stored.",
      fix: { label: "Connect", href: "/settings/email-accounts" },
    }),
    step(overview.hasNewsletter, {
      id: "newsletter",
      title: "Create a newsletter",
      why: "What people subscribe to, and unsubscribe from.",
      fix: { label: "Create", href: "/newsletters/new" },
    }),
    step(overview.contacts > 0, {
      id: "contacts",
      title: "Bring your contacts",
      law: "GDPR Art. 7(1)",
      why: "With where each consent came from, so that you can show it.",
      fix: { label: "Import", href: "/contacts/imports/new" },
    }),
    step(overview.hasSent, {
      id: "campaign",
      title: "Send your first campaign",
      why: "A check before sending names what is missing, with the way to fix it.",
      fix: { label: "Write", href: overview.draftId ? `/campaigns/${overview.draftId}` : "/campaigns/new" },
    }),
  ];
}
