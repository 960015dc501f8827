import { UserPlus } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { listMemberRecoveries } from "#lib/account/account-recovery/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { workspaceAdmin, workspaceOwner } from "#lib/core/policies.ts";
import { listInvitations } from "#lib/team/invitations/list.ts";
import { getCoverage } from "#lib/team/members/coverage.ts";
import { listMembers } from "#lib/team/members/list.ts";
import { listMailAccountsToRotate } from "#lib/team/members/mail-accounts.ts";
import { getWorkspace } from "#lib/team/workspaces/get.ts";
import { currentSession, requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address, one, type Search } from "../../address.ts";
import { CoveragePanel } from "./coverage.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { LeaveRow } from "./leave-row.tsx";
import { MemberTable } from "./member-table.tsx";
import { RecoveryList } from "./recovery-list.tsx";
import { RoleTable } from "./role-table.tsx";
import { RotateNotice } from "./rotate-notice.tsx";

export const metadata: Metadata = { title: "Team" };

const here = "/settings/team";

export default async function TeamPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const cursor = one((await searchParams).cursor);
  const manages = workspaceAdmin.admits(actor);
  const [{ rows, nextCursor }, { name }, managed] = await Promise.all([
    pageQuery(listMembers, actor, { cursor }),
    pageQuery(getWorkspace, actor, {}),
    manages ? whatIsManaged(actor) : null,
  ]);
  return (
    <>
      <PageHeader
        title="Team"
        description={`The people of ${name}, and what each of them may do.`}
        actions={
          manages && (
            <Button href="/settings/team/invite" variant="primary" icon={<UserPlus aria-hidden="true" />}>
              Invite
            </Button>
          )
        }
      />
      <div className="grid gap-6">
        {managed && (
          <RecoveryList
            requests={managed.recoveries}
            me={actor.userId}
            owner={workspaceOwner.admits(actor)}
          />
        )}
        {managed && <RotateNotice accounts={managed.toRotate} />}
        <section aria-labelledby="members" className="grid gap-2">
          <h2 id="members" className="text-14">
            {managed ? plural(managed.coverage.people, "member") : "Members"}
          </h2>
          <MemberTable rows={rows} me={actor.userId} manages={manages} />
          <Pagination
            newerHref={cursor && here}
            newerLabel="First page"
            olderHref={nextCursor && address(here, { cursor: nextCursor })}
            olderLabel="More people"
          />
        </section>
        {managed && managed.invitations.rows.length > 0 && (
          <InvitationList rows={managed.invitations.rows} role={actor.role} />
        )}
        {managed && (
          <CoveragePanel
            coverage={managed.coverage}
            me={actor.userId}
            owner={workspaceOwner.admits(actor)}
            mayRequire={managed.protected}
          />
        )}
        <RoleTable />
        <LeaveRow workspace={name} />
      </div>
    </>
  );
}

async function whatIsManaged(actor: Member) {
  const [invitations, coverage, toRotate, recoveries, session] = await Promise.all([
    pageQuery(listInvitations, actor, { limit: 200 }),
    pageQuery(getCoverage, actor, {}),
    pageQuery(listMailAccountsToRotate, actor, {}),
    pageQuery(listMemberRecoveries, actor, {}),
    currentSession(),
  ]);
  const isProtected = Boolean(session?.twoFactor || session?.amr.includes("mfa"));
  return { invitations, coverage, toRotate, recoveries, protected: isProtected };
}
