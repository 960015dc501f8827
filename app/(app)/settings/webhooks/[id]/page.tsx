import { Pause, PenLine, Trash2 } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { one, type Search } from "../../../address.ts";
import { MayNot } from "../../../may-not.tsx";
import {
  deleteWebhookAction,
  pauseWebhookAction,
  resumeWebhookAction,
  sendWebhookTestAction,
} from "../actions.ts";
import { stateOf, typeWords, type Webhook } from "../words.ts";
import { Deliveries } from "./deliveries.tsx";
import { loadWebhook } from "./load.ts";
import { RotateForm } from "./rotate-form.tsx";

type WebhookPageProps = { params: Promise<{ id: string }>; searchParams: Search };

const nameOf = ({ description, url }: Webhook) => description || new URL(url).host;

export async function generateMetadata({ params }: WebhookPageProps): Promise<Metadata> {
  const webhook = await loadWebhook((await params).id);
  return { title: webhook ? nameOf(webhook) : "Webhook" };
}

const breadcrumb = [{ label: "Webhooks", href: "/settings/webhooks" }];

export default async function WebhookPage({ params, searchParams }: WebhookPageProps) {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor))
    return <MayNot actor={actor} title="Webhook" breadcrumb={breadcrumb} what="see webhooks" who="admins" />;
  const webhook = await loadWebhook((await params).id);
  if (!webhook) notFound();
  const { id, url, events, deliveredAt, formerSecretUntil, disabledAt } = webhook;
  const state = stateOf(webhook);
  const name = nameOf(webhook);
  return (
    <>
      <PageHeader
        title={name}
        breadcrumb={breadcrumb}
        mark={<StatusDot tone={state.tone}>{state.words}</StatusDot>}
        actions={
          <>
            <DeleteButton id={id} name={name} />
            {!disabledAt && <PauseButton id={id} name={name} />}
            <Button href={`/settings/webhooks/${id}/edit`} icon={<PenLine aria-hidden="true" />}>
              Edit
            </Button>
          </>
        }
      />
      <div className="grid gap-5">
        <Trouble webhook={webhook} />
        <div className="grid items-start gap-5 xl:grid-cols-2">
          <Panel title="Webhook">
            <Facts
              facts={[
                { label: "Address", value: <span className="font-mono text-13 wrap-anywhere">{url}</span> },
                { label: "Events", value: events.map(typeWords).join(", ") },
                {
                  label: "Created by",
                  value: <By name={webhook.madeBy} program={webhook.ofProgram} at={webhook.createdAt} />,
                },
                ...(webhook.changedAt
                  ? [
                      {
                        label: "Address set by",
                        value: (
                          <By
                            name={webhook.changedBy}
                            program={webhook.changedByProgram}
                            at={webhook.changedAt}
                          />
                        ),
                      },
                    ]
                  : []),
                { label: "Last delivered", value: deliveredAt ? <Time value={deliveredAt} /> : "Never" },
              ]}
            />
          </Panel>
          <Panel title="Signing secret">
            <RotateForm
              webhookId={id}
              rotated={
                formerSecretUntil && (
                  <p className="text-ink-soft">
                    It was rotated. Deliveries carry the former signature too, until{" "}
                    <Time value={formerSecretUntil} as="exact" />.
                  </p>
                )
              }
            />
          </Panel>
        </div>
        <section aria-labelledby="deliveries" className="grid gap-3">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 id="deliveries" className="text-16">
              Deliveries
            </h2>
            {!disabledAt && (
              <SubmitForm
                action={sendWebhookTestAction}
                hidden={{ webhookId: id }}
                submit="Send a test"
                submitVariant="secondary"
              />
            )}
          </div>
          <Deliveries
            actor={actor}
            webhookId={id}
            cursor={one((await searchParams).cursor)}
            working={!disabledAt}
            movedAt={webhook.movedAt}
          />
        </section>
      </div>
    </>
  );
}

function Trouble({
  webhook: { id, url, disabledAt, disabledReason, failingSince, problem, retryAt },
}: {
  webhook: Webhook;
}) {
  if (disabledAt) {
    const { title, why } = stopWords[disabledReason ?? "paused"];
    return (
      <Notice
        tone={disabledReason === "paused" ? "neutral" : "danger"}
        title={title}
        action={
          <SubmitForm action={resumeWebhookAction} hidden={{ webhookId: id }} submit="Resume webhook" />
        }
      >
        {why && (
          <>
            {why} Does <span className="font-mono text-13 wrap-anywhere">{new URL(url).host}</span> belong to
            you? Resume it, after a fresh proof that it is you. Otherwise change its address or delete it.{" "}
          </>
        )}
        What happens meanwhile is not gathered. What waited is kept for 30 days, and sent when you resume it.
      </Notice>
    );
  }
  if (!failingSince) return null;
  return (
    <Notice tone="warn" title={problem ?? "Its address does not take deliveries"}>
      It has been failing since <Time value={failingSince} as="exact" />. Each delivery is tried ten more
      times within three days
      {retryAt && (
        <>, {retryAt > new Date() ? <>next {<Time value={retryAt} />}</> : "the next one within a minute"}</>
      )}
      . After five days of failures the webhook stops, and its owners and admins get an email.
    </Notice>
  );
}

const stopWords: Record<NonNullable<Webhook["disabledReason"]>, { title: string; why?: string }> = {
  paused: { title: "This webhook is paused" },
  gone: { title: "Its address said that it is gone for good" },
  failing: { title: "Its address failed for five days, so the webhook was stopped" },
  disowned: {
    title: "On hold, because its address comes from a sign-in that was reported",
    why: "The member whose sign-in it was said that it was not theirs.",
  },
  withdrawn: {
    title: "On hold, because who made it or set its address left or has a lower role",
    why: "They may keep no webhooks here any more.",
  },
  key_revoked: {
    title: "On hold, because the API key that made it or set its address was revoked",
    why: "A program with that key chose where it goes.",
  },
};

/** Who did something to a webhook: a member, or a program by the name of its API key. */
function By({ name, program, at }: { name: string | null; program: boolean; at: Date }) {
  return (
    <>
      {name === null ? "A former member" : program ? `API key “${name}”` : name}, <Time value={at} />
    </>
  );
}

function PauseButton({ id, name }: { id: string; name: string }) {
  return (
    <ConfirmButton
      action={pauseWebhookAction}
      hidden={{ webhookId: id }}
      label="Pause"
      ariaLabel={`Pause ${name}`}
      icon={<Pause aria-hidden="true" />}
      variant="secondary"
      title="Pause this webhook?"
      confirm="Pause webhook"
      confirmVariant="primary"
    >
      <p>Nothing is sent until you resume it. What happens meanwhile is not gathered.</p>
    </ConfirmButton>
  );
}

function DeleteButton({ id, name }: { id: string; name: string }) {
  return (
    <ConfirmButton
      action={deleteWebhookAction}
      hidden={{ webhookId: id }}
      label="Delete"
      ariaLabel={`Delete ${name}`}
      icon={<Trash2 aria-hidden="true" />}
      title="Delete this webhook?"
      confirm="Delete webhook"
    >
      <p>Its secrets, its log and what waits for it go at once. This cannot be undone.</p>
    </ConfirmButton>
  );
}
