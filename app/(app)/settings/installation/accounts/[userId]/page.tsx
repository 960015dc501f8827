import { LogOut } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { getAccount } from "#lib/operations/accounts/get.ts";
import { requireUser } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { endAccountSessionsAction } from "../../actions.ts";

type Props = { params: Promise<{ userId: string }> };

const load = cache(async (userId: string) => pageQuery(getAccount, await requireUser(), { userId }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await load((await params).userId))?.name ?? "Account" };
}

/** One account, for the owner of the installation: who it is, and how to sign it out everywhere. */
export default async function AccountPage({ params }: Props) {
  const account = await load((await params).userId);
  if (!account) notFound();
  const { id, name, email, verified, createdAt, workspaces, sessions, lastSeenAt } = account;
  const own = (await requireUser()).userId === id;
  return (
    <>
      <PageHeader title={name} breadcrumb={[{ label: "Installation", href: "/settings/installation" }]} />
      <div className="grid gap-4">
        <Panel>
          <Facts
            facts={[
              { label: "Address", value: email, mono: true },
              { label: "Verified", value: verified ? "Yes" : "Not yet" },
              { label: "Account since", value: <Time value={createdAt} as="date" /> },
              { label: "Workspaces", value: workspaces.length > 0 ? workspaces.join(", ") : "None" },
              { label: "Live sessions", value: formatNumber(sessions) },
              { label: "Last active", value: lastSeenAt ? <Time value={lastSeenAt} /> : "Not yet" },
            ]}
          />
        </Panel>
        <Panel
          title="Sessions"
          description={
            own
              ? "This is your own account. Sign its other browsers out under Security, Sessions."
              : "Ending them signs every browser out at once. The password, passkeys and two-factor authentication stay."
          }
          action={
            own ? undefined : (
              <ConfirmButton
                action={endAccountSessionsAction}
                hidden={{ userId: id }}
                label="End all sessions"
                icon={<LogOut aria-hidden="true" />}
                title={`Sign ${name} out everywhere?`}
                confirm="End all sessions"
              >
                <p>
                  Every browser that is signed in as <span className="font-mono wrap-anywhere">{email}</span>{" "}
                  is signed out, and sign-ins that wait for a second factor end.
                </p>
                <p>They get a mail that says so, and can sign in again.</p>
              </ConfirmButton>
            )
          }
        />
      </div>
    </>
  );
}
