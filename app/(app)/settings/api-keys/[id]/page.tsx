import { Trash2 } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { env } from "#lib/env.ts";
import { listApiKeys } from "#lib/integrations/api-keys/list.ts";
import { overlaps } from "#lib/integrations/api-keys/rotate.ts";
import type { Scope } from "#lib/integrations/api-keys/scopes.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one } from "../../../address.ts";
import { MayNot } from "../../../may-not.tsx";
import { revokeApiKeyAction } from "../actions.ts";
import { KeyUse } from "../key-use.tsx";
import { overlapWords, scopeWords, stateWords } from "../words.ts";
import { Requests } from "./requests.tsx";
import { RotateForm } from "./rotate-form.tsx";

type KeyPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ before?: string | string[] }>;
};

export async function generateMetadata({ params }: KeyPageProps): Promise<Metadata> {
  return { title: (await loadKey((await params).id))?.name ?? "API key" };
}

const breadcrumb = [{ label: "API keys", href: "/settings/api-keys" }];

/** The key, once per request; null for whom it is not there. */
const loadKey = cache(async (keyId: string) => {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor)) return null;
  return (await pageQuery(listApiKeys, actor, { keyId }))[0] ?? null;
});

export default async function ApiKeyPage({ params, searchParams }: KeyPageProps) {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor))
    return <MayNot actor={actor} title="API key" breadcrumb={breadcrumb} what="see API keys" who="admins" />;
  const key = await loadKey((await params).id);
  if (!key) notFound();
  const state = stateWords[key.state];
  const before = one((await searchParams).before);
  const works = key.state !== "over" && key.state !== "revoked";
  return (
    <>
      <PageHeader
        title={key.name}
        breadcrumb={breadcrumb}
        mark={state && <Badge tone={state.tone}>{state.words}</Badge>}
        actions={
          works && (
            <ConfirmButton
              action={revokeApiKeyAction}
              hidden={{ keyId: key.id }}
              label="Revoke"
              ariaLabel={`Revoke ${key.name}`}
              icon={<Trash2 aria-hidden="true" />}
              title="Revoke this key?"
              confirm="Revoke key"
            >
              <p>
                The next request with it is refused. A revoked key never works again; a program that uses it
                stops. Webhooks that it made or sent to another address go on hold, and campaigns that it sent
                are paused on their way.
              </p>
            </ConfirmButton>
          )
        }
      />
      <div className="grid max-w-184 gap-5">
        <Panel>
          <dl className="grid gap-x-6 gap-y-0.5 phone:[&>dd]:mb-2.5 sm:gap-y-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
            <dt className="text-ink-faint">Key</dt>
            <dd className="font-mono text-13 wrap-anywhere">
              {key.prefix}_…{key.lastFour}
            </dd>
            <dt className="text-ink-faint">Environment</dt>
            <dd>{key.environment === "live" ? "Live" : "Test"}</dd>
            <dt className="text-ink-faint">May</dt>
            <dd>{key.scopes.map((scope) => scopeWords[scope as Scope]?.label ?? scope).join(", ")}</dd>
            <dt className="text-ink-faint">From</dt>
            <dd className={key.ipRanges.length > 0 ? "font-mono text-13" : ""}>
              {key.ipRanges.length > 0 ? key.ipRanges.join(", ") : "Every address"}
            </dd>
            <dt className="text-ink-faint">Use</dt>
            <dd>
              <KeyUse of={key} />
            </dd>
          </dl>
        </Panel>
        {(works || key.replacedBy) && (
          <Panel title="Rotate">
            <RotateForm
              keyId={key.id}
              overlaps={overlaps.map((value) => ({ value, label: overlapWords[value] }))}
              origin={env().APP_URL}
              successor={
                key.replacedBy && (
                  <p className="text-ink-soft">
                    It was rotated.{" "}
                    <Link href={`/settings/api-keys/${key.replacedBy}`} className="link">
                      Open its successor
                    </Link>
                  </p>
                )
              }
            />
          </Panel>
        )}
        <Requests actor={actor} keyId={key.id} before={before} />
      </div>
    </>
  );
}
