import type { Metadata } from "next";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { requestZone } from "#components/ui/request-zone.ts";
import { listMySessions } from "#lib/account/sessions/list.ts";
import { requireUser } from "#lib/web/current-actor.ts";
import { revokeOtherSessionsAction } from "./actions.ts";
import { SessionRow } from "./session-row.tsx";

export const metadata: Metadata = { title: "Sessions" };

export default async function SessionsPage() {
  const actor = await requireUser();
  const sessions = await listMySessions(actor, {});
  const others = sessions.filter(({ current }) => !current).length;

  return (
    <>
      <PageHeader
        title="Sessions"
        breadcrumb={[{ label: "Security", href: "/settings/security" }]}
        description="Every browser that is signed in to your account."
        actions={
          others > 0 && (
            <ConfirmButton
              action={revokeOtherSessionsAction}
              label="Sign out all others"
              title="Sign out all other browsers?"
              confirm="Sign out all others"
            >
              <p>
                Every browser but this one has to sign in again, and a page it has open goes to the sign-in
                page. You stay signed in here.
              </p>
            </ConfirmButton>
          )
        }
      />
      <Panel flush>
        <ul>
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      </Panel>
      <p className="mt-3 max-w-[70ch] text-13 text-ink-faint">
        One you do not know? Sign it out, then change your password. A session ends after 30 days without use,
        and after 90 days in any case. Times are in {requestZone()}. Places are a guess from the IP address:{" "}
        <a href="https://db-ip.com" rel="noreferrer" className="link">
          IP geolocation by DB-IP
        </a>
      </p>
    </>
  );
}
