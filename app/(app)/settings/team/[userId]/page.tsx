import type { Metadata } from "next";
import { cache } from "react";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Time } from "#components/ui/time.tsx";
import { workspaceAdmin, workspaceOwner } from "#lib/core/policies.ts";
import { getMember } from "#lib/team/members/get.ts";
import { listMailAccountsOf } from "#lib/team/members/mail-accounts.ts";
import { mayManage } from "#lib/team/members/rules.ts";
import { getWorkspace } from "#lib/team/workspaces/get.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { changeRoleAction } from "../actions.ts";
import { protectionWords, rolesByRank, roleWords } from "../words.ts";
import { MailAccounts } from "./mail-accounts.tsx";
import { WaysOut } from "./ways-out.tsx";

type Props = { params: Promise<{ userId: string }> };

const load = cache(async (userId: string) => pageQuery(getMember, await requireMember(), { userId }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await load((await params).userId)).name };
}

export default async function MemberPage({ params }: Props) {
  const actor = await requireMember();
  const member = await load((await params).userId);
  const { userId, name, email, role, joinedAt, lastActiveAt, protection } = member;
  const [accounts, workspace] = await Promise.all([
    pageQuery(listMailAccountsOf, actor, { userId }),
    pageQuery(getWorkspace, actor, {}),
  ]);
  const isMe = userId === actor.userId;
  const manages = mayManage(actor.role, role);
  return (
    <>
      <PageHeader
        title={name}
        mark={
          <>
            <Badge>{roleWords[role].label}</Badge>
            {isMe && <Badge>You</Badge>}
          </>
        }
        breadcrumb={[{ label: "Team", href: "/settings/team" }]}
      />
      <div className="grid gap-5">
        <Panel>
          <Facts
            facts={[
              { label: "Address", value: email, mono: true },
              { label: "Joined", value: <Time value={joinedAt} as="date" /> },
              {
                label: "Last active",
                value: lastActiveAt ? <Time value={lastActiveAt} /> : "Not yet",
              },
              { label: "Two-factor authentication", value: protectionWords[protection].label },
            ]}
          />
        </Panel>
        {manages ? (
          <Panel
            title="Role"
            description="Another role holds from their next click on, and they are told by mail."
          >
            <SubmitForm action={changeRoleAction} submit="Change role" hidden={{ userId }}>
              <RadioGroup
                name="role"
                legend={<span className="sr-only">Role</span>}
                defaultValue={role}
                choices={rolesByRank
                  .filter((each) => mayManage(actor.role, each))
                  .map((each) => ({ value: each, label: roleWords[each].label, hint: roleWords[each].hint }))}
              />
              {workspaceAdmin.admits({ ...actor, role }) && (
                <Checkbox
                  name="revokeKeys"
                  defaultChecked
                  label="Revoke the API keys they made"
                  hint="Where the new role makes none. They have seen the secrets; keys that stay are marked until they are rotated. Their webhooks go on hold."
                />
              )}
            </SubmitForm>
          </Panel>
        ) : (
          <Notice>Only owners change the role of admins and owners, or remove them.</Notice>
        )}
        <MailAccounts accounts={accounts} />
        {manages && !isMe && (
          <WaysOut
            member={member}
            accounts={accounts}
            workspace={workspace.name}
            mayTransfer={workspaceOwner.admits(actor)}
          />
        )}
      </div>
    </>
  );
}
