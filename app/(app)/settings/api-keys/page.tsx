import { Activity, KeySquare, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { listApiKeys } from "#lib/integrations/api-keys/list.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { MayNot } from "../../may-not.tsx";
import { KeyUse } from "./key-use.tsx";
import { stateWords } from "./words.ts";

export const metadata: Metadata = { title: "API keys" };

const here = "/settings/api-keys";

export default async function ApiKeysPage() {
  const actor = await requireMember();
  if (!workspaceAdmin.admits(actor))
    return <MayNot actor={actor} title="API keys" what="see API keys" who="admins" />;
  const keys = await pageQuery(listApiKeys, actor, {});
  const create = (
    <Button href={`${here}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      Create key
    </Button>
  );
  const ended = keys.filter(({ state }) => state === "over" || state === "revoked");
  const working = keys.filter((key) => !ended.includes(key));
  return (
    <>
      <PageHeader
        title="API keys"
        description={
          <>
            Programs read and change your workspace with them. A key is shown once; only its hash is kept.{" "}
            <Link href="/docs/api" className="link">
              API reference
            </Link>
          </>
        }
        actions={
          keys.length > 0 && (
            <>
              <Button href={`${here}/usage`} icon={<Activity aria-hidden="true" />}>
                Usage
              </Button>
              {working.length > 0 && create}
            </>
          )
        }
      />
      <div className="grid gap-5">
        <Panel flush>
          {working.length === 0 ? (
            <EmptyState icon={<KeySquare aria-hidden="true" />} title="No key yet" action={create}>
              Create one for each program that reads or changes your contacts, newsletters or campaigns.
            </EmptyState>
          ) : (
            <Rows keys={working} level={2} />
          )}
        </Panel>
        {ended.length > 0 && (
          <Panel title="Ended" description="They open nothing any more." flush>
            <div className="mt-2 border-line border-t">
              <Rows keys={ended} level={3} />
            </div>
          </Panel>
        )}
      </div>
    </>
  );
}

type Keys = Awaited<ReturnType<typeof listApiKeys>>;

function Rows({ keys, level }: { keys: Keys; level: 2 | 3 }) {
  return keys.map((key) => {
    const state = stateWords[key.state];
    return (
      <SettingsRow
        key={key.id}
        level={level}
        title={
          <Link
            href={`${here}/${key.id}`}
            className="inline-flex min-h-6 items-center rounded-s hover:underline"
          >
            {key.name}
          </Link>
        }
        state={
          <span className="font-mono text-13">
            {key.prefix}_…{key.lastFour}
          </span>
        }
        proof={
          <>
            {key.environment === "test" && <Badge>Test</Badge>}
            {state && <Badge tone={state.tone}>{state.words}</Badge>}
          </>
        }
        description={<KeyUse of={key} />}
        action={
          <Button href={`${here}/${key.id}`} size="small" aria-label={`Open ${key.name}`}>
            Open
          </Button>
        }
      />
    );
  });
}
