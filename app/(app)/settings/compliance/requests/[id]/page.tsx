import { Link2Off } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ConfirmButton } from "#components/forms/confirm-button.tsx";
import { Address } from "#components/ui/address.tsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { plural } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Facts } from "#components/ui/proof-chip.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Day, Time } from "#components/ui/time.tsx";
import { workspaceMember } from "#lib/core/policies.ts";
import { getRequest } from "#lib/privacy/subject-requests/get.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { withdrawBundleAction } from "../actions.ts";
import { channelWords, clockOf, kindLaw, kindWords, outcomeWords } from "../words.ts";
import { Answer } from "./answer.tsx";
import { OtherWays } from "./other-ways.tsx";

export const metadata: Metadata = { title: "Data request" };

type Request = Awaited<ReturnType<typeof getRequest>>;

export default async function RequestPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMember();
  const request = await pageQuery(getRequest, actor, { requestId: (await params).id });
  const { email, kind, identifiedAt, closedAt } = request;
  const clock = clockOf(request);
  const open = identifiedAt !== null && closedAt === null;
  const answers = workspaceMember.admits(actor);
  return (
    <>
      <PageHeader
        title={kindWords[kind]}
        mark={<StatusDot tone={clock.tone}>{clock.words}</StatusDot>}
        description={
          email ? (
            <span className="font-mono text-13 wrap-anywhere">
              <Address email={email} />
            </span>
          ) : (
            "The person was erased. What stays is that you answered."
          )
        }
        breadcrumb={[
          { label: "Compliance", href: "/settings/compliance" },
          { label: "Data requests", href: "/settings/compliance/requests" },
        ]}
      />
      <div className="grid max-w-184 gap-5">
        {!identifiedAt && !closedAt && (
          <Notice title="Waiting for their confirmation">
            They were mailed a link. The request counts once they confirm it; otherwise it is deleted after 30
            days.
          </Notice>
        )}
        {open && request.restrictedAt && (
          <Notice title="Mail to them is held back">
            Until you answer, no campaign reaches them, and no export but their own holds them.
          </Notice>
        )}
        {request.byLetter && (open || told(request)) && (
          <Notice title="Answer by letter">
            Nothing is mailed to this address: it is no contact’s, and nothing proves that it belongs to the
            person who asks.
          </Notice>
        )}
        {closedAt && <Outcome request={request} manages={answers} />}
        <Panel title="Request">
          <Facts facts={factsOf(request)} />
        </Panel>
        {open && answers && (
          <>
            <Answer request={request} />
            <OtherWays request={request} />
          </>
        )}
      </div>
    </>
  );
}

/** Whether the person is owed the outcome. */
const told = ({ outcome }: Request) => outcome === "fulfilled" || outcome === "refused";

/** Mail that could not be sent is tried for so long. */
const day = 86_400_000;

function factsOf(request: Request) {
  const { kind, contactId, words, arrived, extension } = request;
  return [
    { label: "Asks for", value: `${kindWords[kind]} (${kindLaw[kind]})` },
    { label: "Came by", value: channelWords[request.channel] },
    { label: "Received", value: <Day value={request.receivedOn} /> },
    { label: "Due", value: <Day value={request.dueOn} /> },
    ...(extension ? [{ label: "Extended, because", value: extension }] : []),
    ...(request.identifiedAt
      ? [
          {
            label: request.channel === "member" ? "Entered" : "Confirmed",
            value: <Time value={request.identifiedAt} as="exact" />,
          },
        ]
      : []),
    ...(arrived ? [{ label: "How it came", value: arrived }] : []),
    ...(words ? [{ label: "They wrote", value: <span className="whitespace-pre-line">{words}</span> }] : []),
    ...(request.identifiedAt && request.email
      ? [
          {
            label: "Contact",
            value: contactId ? (
              <Link href={`/contacts/${contactId}`} className="link">
                Open their file
              </Link>
            ) : (
              "None with this address"
            ),
          },
        ]
      : []),
  ];
}

function Outcome({ request, manages }: { request: Request; manages: boolean }) {
  const { id, closedAt, closedBy, outcome, answer, answerMailedAt, bundleUntil, bundleWithdrawnAt } = request;
  const live = bundleUntil && !bundleWithdrawnAt && bundleUntil.getTime() > Date.now();
  return (
    <Panel title={outcomeWords[outcome ?? "fulfilled"]} flush>
      <div className="px-4 pt-2 pb-3">
        <Facts
          facts={[
            { label: "On", value: closedAt && <Time value={closedAt} as="exact" /> },
            ...(closedBy ? [{ label: "By", value: closedBy }] : []),
            ...(answer
              ? [{ label: "Answer", value: <span className="whitespace-pre-line">{answer}</span> }]
              : []),
            ...(told(request) && !request.byLetter
              ? [
                  {
                    label: "Told by mail",
                    value: answerMailedAt ? (
                      <Time value={answerMailedAt} as="exact" />
                    ) : closedAt && Date.now() - closedAt.getTime() > day ? (
                      "The mail could not be sent. Tell them another way."
                    ) : (
                      "On its way"
                    ),
                  },
                ]
              : []),
          ]}
        />
      </div>
      {bundleUntil && (
        <SettingsRow
          level={3}
          title={
            bundleWithdrawnAt ? "The link is withdrawn" : live ? "The link works" : "The link has expired"
          }
          description={
            <>
              {request.downloads === 0
                ? "Not downloaded yet"
                : `Downloaded ${plural(request.downloads, "time")}`}
              {live && (
                <>
                  {" "}
                  · works until <Time value={bundleUntil} as="date" />
                </>
              )}
            </>
          }
          action={
            live && manages ? (
              <ConfirmButton
                action={withdrawBundleAction}
                hidden={{ requestId: id }}
                label="Withdraw link"
                icon={<Link2Off aria-hidden="true" />}
                title="Withdraw the link to their data?"
                confirm="Withdraw link"
              >
                <p>It opens nothing any more. What was downloaded before stays with whoever has it.</p>
              </ConfirmButton>
            ) : undefined
          }
        />
      )}
    </Panel>
  );
}
