import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Field } from "#components/ui/field.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { Time } from "#components/ui/time.tsx";
import { listInterestAssessments } from "#lib/audience/interest-assessments/list.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { writeInterestAssessmentAction } from "../actions.ts";

export const metadata: Metadata = { title: "Legitimate interest" };

/** The three-part assessment that a legitimate interest rests on, in all its versions. */
export default async function LegitimateInterestPage() {
  const actor = await requireMember();
  const [assessments, newsletters] = await Promise.all([
    pageQuery(listInterestAssessments, actor, {}),
    pageQuery(listNewsletters, actor, { limit: 200 }),
  ]);
  return (
    <>
      <PageHeader
        title="Legitimate interest"
        description="The assessment behind it: purpose, necessity and balancing (GDPR Art. 6(1)(f)). Consents recorded on this ground name the version they rest on."
        breadcrumb={[{ label: "Compliance", href: "/settings/compliance" }]}
      />
      <div className="grid max-w-184 gap-5">
        {workspaceAdmin.admits(actor) && (
          <Panel
            title={assessments.length === 0 ? "Write an assessment" : "Write a new version"}
            description="Alone it is no ground for mail to people in the EU, the EEA, the UK and Switzerland (ePrivacy Art. 13): there it counts as soft opt-in only, with the facts of an own sale."
          >
            <SubmitForm creates action={writeInterestAssessmentAction} submit="Save assessment">
              <Field name="newsletterId" label="Newsletter">
                <Select
                  defaultValue="all"
                  options={[
                    { value: "all", label: "All newsletters without one of their own" },
                    ...newsletters.rows.map(({ id, name }) => ({ value: id, label: name })),
                  ]}
                />
              </Field>
              <Field name="purpose" label="Purpose" hint="What do you want to achieve, and who gains by it?">
                <Textarea rows={3} maxLength={3000} />
              </Field>
              <Field
                name="necessity"
                label="Necessity"
                hint="Why is mail needed for it? What else would do, and why not?"
              >
                <Textarea rows={3} maxLength={3000} />
              </Field>
              <Field
                name="balancing"
                label="Balancing"
                hint="What do people expect, what does it cost them, and how do they say no?"
              >
                <Textarea rows={3} maxLength={3000} />
              </Field>
            </SubmitForm>
          </Panel>
        )}
        {assessments.length === 0 && <p className="text-ink-soft">No assessment is written yet.</p>}
        {assessments.map(({ id, newsletter, current, createdAt, writtenBy, sha256, ...parts }) => (
          <Panel
            key={id}
            title={newsletter ?? "All newsletters"}
            action={current ? <Badge tone="ok">In force</Badge> : <Badge>Earlier version</Badge>}
          >
            <Facts
              facts={[
                { label: "Purpose", value: <Said>{parts.purpose}</Said> },
                { label: "Necessity", value: <Said>{parts.necessity}</Said> },
                { label: "Balancing", value: <Said>{parts.balancing}</Said> },
                { label: "Written", value: <Time value={createdAt} as="exact" /> },
                ...(writtenBy ? [{ label: "By", value: writtenBy }] : []),
                { label: "SHA-256", value: sha256, mono: true },
              ]}
            />
          </Panel>
        ))}
      </div>
    </>
  );
}

const Said = ({ children }: { children: string }) => (
  <span className="whitespace-pre-line wrap-anywhere">{children}</span>
);
