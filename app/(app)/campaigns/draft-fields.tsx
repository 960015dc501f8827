import Link from "next/link";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { segmentNames } from "#lib/audience/segments/names.ts";
import type { Member } from "#lib/core/actor.ts";
import { listEmailAccounts } from "#lib/mailboxes/email-accounts/list.ts";
import { pageQuery } from "#lib/web/page-query.ts";

type Values = {
  name?: string;
  newsletterId?: string | null;
  segmentId?: string | null;
  emailAccountId?: string | null;
};

/** What a campaign is called, whom it goes to and what it leaves from. */
export async function DraftFields({
  actor,
  values,
  reach,
  narrows = true,
}: {
  actor: Member;
  values: Values;
  /** How many people the chosen newsletter reaches, in words. */
  reach?: string;
  /** False for a renewal, which goes to people of its own. */
  narrows?: boolean;
}) {
  const [newsletters, accounts, segments] = await Promise.all([
    pageQuery(listNewsletters, actor, { limit: 200 }),
    pageQuery(listEmailAccounts, actor, { limit: 200 }),
    narrows ? pageQuery(segmentNames, actor, {}) : [],
  ]);
  const onlyNewsletter = newsletters.rows.length === 1 ? newsletters.rows[0]?.id : undefined;
  const onlyAccount = accounts.rows.length === 1 ? accounts.rows[0]?.id : undefined;
  return (
    <>
      <Field name="name" label="Name" hint="For you and your team. Readers do not see it.">
        <Input defaultValue={values.name} maxLength={100} autoComplete="off" />
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          name="newsletterId"
          label="Newsletter"
          hint={
            newsletters.rows.length === 0 ? (
              <Missing href="/newsletters/new" words="Create a newsletter first" />
            ) : (
              reach
            )
          }
        >
          <Select
            placeholder="Choose later"
            options={newsletters.rows.map(({ id, name }) => ({ value: id, label: name }))}
            defaultValue={values.newsletterId ?? onlyNewsletter}
          />
        </Field>
        {narrows && (segments.length > 0 || values.segmentId) && (
          <Field
            name="segmentId"
            label="Narrowed to"
            hint="Only people on the newsletter who are also in the segment. Consent stays the newsletter’s."
          >
            <Select
              placeholder="Everybody on it"
              options={[
                ...segments.map(({ id, name }) => ({ value: id, label: name })),
                ...(values.segmentId && !segments.some(({ id }) => id === values.segmentId)
                  ? [{ value: values.segmentId, label: "A deleted segment" }]
                  : []),
              ]}
              defaultValue={values.segmentId ?? undefined}
            />
          </Field>
        )}
        <Field
          name="emailAccountId"
          label="Sent from"
          hint={
            accounts.rows.length === 0 && (
              <Missing href="/settings/email-accounts/new" words="Connect an account first" />
            )
          }
        >
          <Select
            placeholder="Choose later"
            options={accounts.rows.map(({ id, label, fromAddress }) => ({
              value: id,
              label: `${fromAddress} (${label})`,
            }))}
            defaultValue={values.emailAccountId ?? onlyAccount}
          />
        </Field>
      </div>
    </>
  );
}

function Missing({ href, words }: { href: string; words: string }) {
  return (
    <Link href={href} className="link">
      {words}
    </Link>
  );
}
