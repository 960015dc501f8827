import type { Metadata } from "next";
import Link from "next/link";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { previewConfirmation } from "#lib/audience/confirmations/preview.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { sendConfirmationTestAction, setConfirmationAction } from "../../actions.ts";
import { loadNewsletter } from "../load.ts";
import { TestMail } from "../test-mail.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Confirmation mail of ${(await loadNewsletter((await params).id)).name}` };
}

export default async function ConfirmationMailPage({ params }: Props) {
  const actor = await requireMember();
  const { id, name, confirmSubject, confirmIntro, archivedAt } = await loadNewsletter((await params).id);
  const { subject, sender, fromAddress, replyTo } = await pageQuery(previewConfirmation, actor, {
    newsletterId: id,
  });
  const mayChange = workspaceMember.admits(actor) && archivedAt === null;
  // The frame reads the mail anew when its words have changed.
  const version = encodeURIComponent(cutText(`${confirmSubject ?? ""} ${confirmIntro ?? ""}`, 80));
  return (
    <>
      <PageHeader
        title="Confirmation mail"
        description="Asks one question: did you sign up? It names who, what and when, and may not advertise (§ 7 UWG)."
        breadcrumb={[
          { label: "Newsletters", href: "/newsletters" },
          { label: name, href: `/newsletters/${id}` },
        ]}
      />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        {mayChange && (
          <Panel title="Your words">
            <SubmitForm
              action={setConfirmationAction}
              hidden={{ newsletterId: id }}
              submit="Save confirmation mail"
            >
              <Field
                name="subject"
                label="Subject"
                optional
                hint="Empty: the usual one, in each reader’s own language."
              >
                <Input
                  defaultValue={confirmSubject ?? ""}
                  maxLength={120}
                  placeholder={`Confirm your subscription to ${name}`}
                  autoComplete="off"
                />
              </Field>
              <Field
                name="intro"
                label="Opening words"
                optional
                hint="One paragraph before the fixed part. No links, prices or offers."
              >
                <Textarea defaultValue={confirmIntro ?? ""} maxLength={300} rows={3} />
              </Field>
            </SubmitForm>
          </Panel>
        )}
        <Panel
          flush
          title="Preview"
          footer={mayChange && <TestMail action={sendConfirmationTestAction} hidden={{ newsletterId: id }} />}
        >
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 border-line border-b px-4 pt-2 pb-3 text-13">
            <dt className="text-ink-faint">From</dt>
            <dd className="wrap-anywhere">
              {sender} {`<${fromAddress}>`}
              <span className="block text-ink-faint">
                This Mailneo installation sends it from its own address, so that nobody can use your account
                to mail addresses typed into a form.
                {!replyTo && (
                  <>
                    {" "}
                    <Link href={`/newsletters/${id}#replyTo`} className="link">
                      Set a reply-to address
                    </Link>{" "}
                    to get the answers.
                  </>
                )}
              </span>
            </dd>
            <dt className="text-ink-faint">Subject</dt>
            <dd className="font-medium wrap-anywhere">{subject}</dd>
          </dl>
          <iframe
            title={`Preview of the confirmation mail of ${name}`}
            src={`/newsletters/${id}/preview?of=${version}`}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            loading="lazy"
            className="block h-[32rem] w-full bg-surface"
          />
        </Panel>
      </div>
    </>
  );
}
