import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { requestZone } from "#components/ui/request-zone.ts";
import { Time } from "#components/ui/time.tsx";
import { auditLogByDay, myActivityByDay } from "#lib/audit/log/by-day.ts";
import { linesOf } from "#lib/audit/log/lines.ts";
import { type AuditPage, listAuditLog, listMyActivity } from "#lib/audit/log/list.ts";
import { listLogPeople } from "#lib/audit/log/people.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { one, type Search } from "../../../address.ts";
import { DaysChart } from "./days-chart.tsx";
import { Entries } from "./entries.tsx";
import { AskForExport, ExportPanel } from "./export-panel.tsx";
import { Filters } from "./filters.tsx";
import { givenIn } from "./given.ts";
import { type Given, here, listAddress } from "./list-address.ts";
import { Live } from "./live/live.tsx";
import { NothingFound } from "./nothing-found.tsx";
import { VerifyButton, VerifyPanel } from "./verify-panel.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: workspaceAdmin.admits(await requireMember()) ? "Audit log" : "Your activity" };
}

export default async function AuditLogPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const search = await searchParams;
  const { given, sound, errors } = givenIn(search);
  const all = workspaceAdmin.admits(actor);
  const [before, after] = [one(search.before), one(search.after)];
  const { from, to } = sound;
  const [page, chart, people] = await Promise.all([
    pageQuery(all ? listAuditLog : listMyActivity, actor, { filters: sound, before, after }),
    pageQuery(all ? auditLogByDay : myActivityByDay, actor, { from, to }),
    all ? pageQuery(listLogPeople, actor, {}) : null,
  ]);
  const wrong = Object.keys(errors).length > 0;
  return (
    <div data-wide>
      <PageHeader
        actions={
          all && (
            <>
              <VerifyButton actor={actor} />
              <AskForExport given={sound} />
            </>
          )
        }
        title={all ? "Audit log" : "Your activity"}
        breadcrumb={[{ label: "Security", href: "/settings/security" }]}
        description={
          all
            ? "Sign-ins, changes and refused attempts in this workspace and in its members’ accounts."
            : "Sign-ins, changes and refused attempts in your account. Owners and admins see those of the workspace too."
        }
      />
      <div className="grid gap-3">
        {all && <ExportPanel actor={actor} />}
        {all && <VerifyPanel actor={actor} />}
        <DaysChart chart={chart} given={sound} />
        <Filters given={given} errors={errors} people={people} />
        <section aria-label="Entries" className="grid gap-3">
          {!before && !after && !wrong && (
            <Live newest={page.newest} statusUrl={statusUrl(sound, page)} filtered={isOn(sound)} />
          )}
          {wrong ? <NothingFound given={given} /> : <Page page={page} sound={sound} />}
        </section>
      </div>
      <p className="mt-3 max-w-[70ch] text-13 text-ink-faint">
        Times are in {page.zone}. Places are a guess from the IP address:{" "}
        <a href="https://db-ip.com" rel="noreferrer" className="link">
          IP geolocation by DB-IP
        </a>
      </p>
    </div>
  );
}

function Page({ page, sound }: { page: AuditPage; sound: Given }) {
  const { entries, older, newer, lookedBackTo } = page;
  const olderHref = older && listAddress(sound, { before: older });
  return (
    <>
      {entries.length > 0 ? (
        <Entries lines={linesOf(entries)} zone={requestZone()} given={sound} />
      ) : lookedBackTo ? null : isOn(sound) ? (
        <NothingFound given={sound} />
      ) : (
        <div className="rounded-l border border-line bg-surface">
          <EmptyState icon={<ScrollText />} title="What happens is written down here">
            Sign-ins, changes and refusals, each with who, when and from where.
          </EmptyState>
        </div>
      )}
      {lookedBackTo ? (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-l border border-line bg-surface px-4 py-3">
          <p className="text-ink-soft">
            Looked back to <Time value={lookedBackTo} as="minute" />. The log goes back further.
          </p>
          {olderHref && <Button href={olderHref}>Look further back</Button>}
        </div>
      ) : (
        <Pagination newerHref={newer && listAddress(sound, { after: newer })} olderHref={olderHref}>
          {newer && (
            <a href={listAddress(sound)} className="link">
              To the newest
            </a>
          )}
        </Pagination>
      )}
    </>
  );
}

const isOn = (given: Given) => Object.values(given).some(Boolean);

function statusUrl(sound: Given, { newest }: AuditPage): string {
  return listAddress(sound, { after: newest }).replace(here, `${here}/live`);
}
