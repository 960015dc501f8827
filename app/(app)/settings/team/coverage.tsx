import { SubmitButton } from "#components/forms/submit-button.tsx";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { formatPercent, plural } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { Time } from "#components/ui/time.tsx";
import type { getCoverage } from "#lib/team/members/coverage.ts";
import { remindAction } from "./actions.ts";
import { TwoFactorRule } from "./two-factor-rule.tsx";
import { roleWords } from "./words.ts";

type Coverage = Awaited<ReturnType<typeof getCoverage>>;

/** How much of the team has a second factor, who has none, and whether the workspace demands it. */
export function CoveragePanel(props: {
  coverage: Coverage;
  me: string;
  owner: boolean;
  mayRequire: boolean;
}) {
  const { coverage, me, owner, mayRequire } = props;
  const { people, covered, requiredFrom, unprotected } = coverage;
  const all = covered === people;
  return (
    <Panel
      title="Two-factor authentication"
      description="Who signs in with more than a password: an authenticator app or a passkey."
      flush
    >
      <div className="grid gap-2 px-4 pt-3 pb-4">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span>
            <strong className="font-medium">{covered}</strong> of {plural(people, "person", "people")}{" "}
            {covered === 1 || people === 1 ? "is" : "are"} protected
          </span>
          <span className="text-ink-soft tabular-nums">{formatPercent(covered / people, 0)}</span>
        </p>
        <ProgressBar
          label="People with two-factor authentication"
          value={covered}
          max={people}
          tone={all ? "ok" : "warn"}
        />
      </div>
      <div className="border-line border-t">
        <TwoFactorRule
          requiredFrom={requiredFrom}
          owner={owner}
          mayRequire={mayRequire}
          unprotected={people - covered}
        />
        {unprotected.map((person) => (
          <SettingsRow
            key={person.userId}
            title={person.name}
            state={roleWords[person.role].label}
            proof={<Badge tone="danger">Not protected</Badge>}
            description={
              <>
                No two-factor authentication since <Time value={person.since} as="date" />.{" "}
                <WhatHappens requiredFrom={requiredFrom} />
                {person.remindedAt && (
                  <>
                    {" "}
                    Reminded <Time value={person.remindedAt} />.
                  </>
                )}
              </>
            }
            action={
              person.userId !== me &&
              !person.remindedToday && (
                <SubmitForm action={remindAction} hidden={{ userId: person.userId }}>
                  <SubmitButton variant="secondary" size="small" aria-label={`Remind ${person.name}`}>
                    Remind
                  </SubmitButton>
                </SubmitForm>
              )
            }
          />
        ))}
      </div>
    </Panel>
  );
}

function WhatHappens({ requiredFrom }: { requiredFrom: Date | null }) {
  if (!requiredFrom) return "A password alone opens this workspace for them.";
  if (requiredFrom.getTime() <= Date.now()) return "The workspace is shut for them until they set one up.";
  return (
    <>
      From <Time value={requiredFrom} as="date" /> on the workspace is shut for them until they set one up.
    </>
  );
}
