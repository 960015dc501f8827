import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { invitableRoles, mayManage } from "#lib/team/members/rules.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { MayNot } from "../../../may-not.tsx";
import { roleWords } from "../words.ts";
import { InviteForm } from "./invite-form.tsx";

export const metadata: Metadata = { title: "Invite members" };

const breadcrumb = [{ label: "Team", href: "/settings/team" }];

export default async function InvitePage() {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor)) {
    return (
      <MayNot
        actor={actor}
        title="Invite members"
        breadcrumb={breadcrumb}
        what="invite members"
        who="admins"
      />
    );
  }
  return (
    <>
      <PageHeader
        title="Invite members"
        description="Each gets a mail with a link that works once, for 7 days, and only for their address."
        breadcrumb={breadcrumb}
      />
      <Panel>
        <InviteForm
          roles={invitableRoles
            .filter((each) => mayManage(actor.role, each))
            .map((each) => ({ value: each, label: roleWords[each].label, hint: roleWords[each].hint }))}
          back={
            <Button href="/settings/team" variant="ghost">
              Back to the team
            </Button>
          }
        />
      </Panel>
    </>
  );
}
