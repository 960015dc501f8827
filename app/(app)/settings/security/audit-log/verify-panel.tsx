import { ChevronRight, ShieldCheck } from "lucide-react";
import { ProgressCard } from "#components/forms/progress-card.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { requestZone } from "#components/ui/request-zone.ts";
import { Time } from "#components/ui/time.tsx";
import { listVerifications, type Verification } from "#lib/audit/verifications/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { verifyAuditLogAction } from "./actions.ts";
import { here, listAddress } from "./list-address.ts";
import { progressOf } from "./verify/progress-of.ts";
import { verificationWords } from "./verify/words.ts";

/** Has the log verified, where the button stands. For owners and admins; hidden while a verification runs. */
export async function VerifyButton({ actor }: { actor: Member }) {
  const { verifications } = await pageQuery(listVerifications, actor, {});
  const [newest] = verifications;
  if (newest && !newest.result) return null;
  return (
    <SubmitForm
      action={verifyAuditLogAction}
      submit={
        <>
          <ShieldCheck aria-hidden="true" /> Verify the log
        </>
      }
      submitVariant="secondary"
    />
  );
}

/** How far the verification is, what the newest found, and, folded away, whose signature to compare. */
export async function VerifyPanel({ actor }: { actor: Member }) {
  const { verifications, checkpoint, fingerprint } = await pageQuery(listVerifications, actor, {});
  const [newest, ...others] = verifications;
  const told = newest?.result && isNews(newest) ? newest : null;
  const earlier = newest?.result && !told ? verifications : others;
  return (
    <section aria-label="Proof" id="proof" className="grid gap-2">
      {newest && !newest.result && (
        <ProgressCard
          title="Verifying the audit log"
          job={progressOf(newest)}
          unit="entries"
          statusUrl={`${here}/verify`}
          refreshHref={here}
        />
      )}
      {told && <Finding verification={told} workspaceId={actor.workspaceId} />}
      <details className="log-fold">
        <summary>
          <ChevronRight aria-hidden="true" className="turns" />
          Nobody can quietly change this log: how that is proved
        </summary>
        <div className="grid gap-4 rounded-l border border-line bg-surface p-4">
          <p className="max-w-[70ch] text-13 text-ink-soft">
            Each entry carries a hash over itself and the entry before it, and every hour a signed checkpoint
            of all of them is kept outside the database.
          </p>
          <dl className="grid gap-x-8 gap-y-3 text-13 sm:grid-cols-[auto_1fr]">
            <dt className="text-ink-faint">Newest checkpoint</dt>
            <dd>
              {checkpoint ? (
                <>
                  Number {checkpoint.number}, <Time value={checkpoint.at} as="minute" />
                </>
              ) : (
                "None yet: the first is made within the hour"
              )}
            </dd>
            <dt className="text-ink-faint">Signing key</dt>
            <dd className="flex flex-wrap items-center gap-x-2">
              <Code>{fingerprint}</Code>
              <CopyButton text={fingerprint} label="Copy fingerprint" iconOnly />
            </dd>
            {earlier.length > 0 && (
              <>
                <dt className="text-ink-faint">Verified before</dt>
                <dd>
                  <ul className="grid gap-1">
                    {earlier.map((one) => (
                      <li key={one.id} className="flex flex-wrap items-center gap-x-2">
                        <Time value={one.createdAt} as="minute" />
                        <Outcome verification={one} />
                        <By verification={one} />
                      </li>
                    ))}
                  </ul>
                </dd>
              </>
            )}
          </dl>
        </div>
      </details>
    </section>
  );
}

const NEWS_MILLISECONDS = 86_400_000;

/** Returns whether a finding is shown above the log: one that is bad stays until the next, a good one for a day. */
const isNews = ({ result, createdAt }: Verification) =>
  result !== "intact" || Date.now() - createdAt.getTime() < NEWS_MILLISECONDS;

type FindingProps = { verification: Verification; workspaceId: string };

function Finding({ verification, workspaceId }: FindingProps) {
  const said = verificationWords(verification, requestZone());
  if (!said) return null;
  return (
    <Notice tone={said.tone} title={said.title}>
      <div className="grid gap-1">
        {verification.report?.broken.map(({ chainId, seq, id, why }) => (
          <p key={chainId}>
            {chainId !== workspaceId && "In the account of a member: "}
            {why}{" "}
            {id ? (
              <a href={listAddress({ q: id })} className="link">
                Show entry {seq}
              </a>
            ) : null}
          </p>
        ))}
        {said.sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className="text-13 text-ink-faint">
          Verified <Time value={verification.createdAt} as="minute" />
          <By verification={verification} />
        </p>
      </div>
    </Notice>
  );
}

const By = ({ verification: { requestedBy } }: { verification: Verification }) =>
  requestedBy && (
    <span className="text-ink-faint">
      {" "}
      for <bdi>{requestedBy}</bdi>
    </span>
  );

const outcomes = {
  intact: { words: "In order", tone: "ok" },
  broken: { words: "Changed", tone: "danger" },
  failed: { words: "Not ended", tone: "warn" },
} as const;

function Outcome({ verification: { result } }: { verification: Verification }) {
  if (!result) return null;
  const { words, tone } = outcomes[result];
  return <Badge tone={tone}>{words}</Badge>;
}
