import { Trash2 } from "lucide-react";
import type { Metadata } from "next";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import { listSuppressionRules } from "#lib/audience/suppression-rules/list.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { addSuppressionRuleAction, removeSuppressionRuleAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Suppression rules" };

export default async function SuppressionRulesPage() {
  const actor = await requireMember();
  const rules = await pageQuery(listSuppressionRules, actor, {});
  return (
    <>
      <PageHeader
        title="Suppression rules"
        description="No address of these domains and names gets mail from you, whoever adds it. Messages already waiting are not sent."
        breadcrumb={[
          { label: "Compliance", href: "/settings/compliance" },
          { label: "Suppressions", href: "/settings/compliance/suppressions" },
        ]}
      />
      <div className="grid max-w-184 gap-5">
        {workspaceMember.admits(actor) && (
          <Panel>
            <SubmitForm action={addSuppressionRuleAction} submit="Add rule">
              <Field
                name="rule"
                label="Domain or name"
                hint="example.com blocks everybody at that domain alone. *.example.com blocks everybody at every domain below it. abuse@ blocks that name at every domain."
              >
                <Input mono autoComplete="off" autoCapitalize="off" spellCheck={false} maxLength={254} />
              </Field>
              <Field name="note" label="Why" optional>
                <Input maxLength={500} autoComplete="off" placeholder="A competitor" />
              </Field>
            </SubmitForm>
          </Panel>
        )}
        <Panel title="Rules" flush>
          {rules.length === 0 && <p className="px-4 pt-1 pb-4 text-ink-soft">No rules yet.</p>}
          {rules.map(({ id, kind, value, note, createdAt, addedBy }) => (
            <SettingsRow
              key={id}
              title={
                <span className="font-mono wrap-anywhere">{kind === "domain" ? value : `${value}@`}</span>
              }
              state={blocks({ kind, value })}
              description={
                <>
                  {note && `${note}. `}Since <Time value={createdAt} as="date" />
                  {addedBy && `, by ${addedBy}`}
                </>
              }
              action={
                workspaceAdmin.admits(actor) && (
                  <ConfirmButton
                    action={removeSuppressionRuleAction}
                    hidden={{ ruleId: id }}
                    label="Remove"
                    ariaLabel={`Remove the rule for ${value}`}
                    icon={<Trash2 aria-hidden="true" />}
                    title="Remove this rule?"
                    confirm="Remove rule"
                  >
                    <p>Campaigns may reach these addresses again. Addresses suppressed themselves stay so.</p>
                  </ConfirmButton>
                )
              }
            />
          ))}
        </Panel>
      </div>
    </>
  );
}

const blocks = ({ kind, value }: { kind: string; value: string }) =>
  kind === "local_part"
    ? "This name at every domain"
    : value.startsWith("*.")
      ? "Everybody at every domain below it"
      : "Everybody at this domain";
