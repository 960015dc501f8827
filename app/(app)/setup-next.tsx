import { ArrowRight } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Member } from "#lib/core/actor.ts";
import { getOverview } from "#lib/team/workspaces/overview.ts";
import { type SetupStep, setupSteps } from "#lib/team/workspaces/setup.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { maySend } from "./may-not.tsx";

type SetupNextProps = {
  actor: Member;
  /** The step this page is for; while it is open, the page itself is what comes next. */
  step: SetupStep["id"];
};

/** Carries a member from a finished step of the setup to the next one. Shows nothing once the setup is done. */
export async function SetupNext({ actor, step }: SetupNextProps) {
  const steps = setupSteps(await pageQuery(getOverview, actor, {}));
  const next = steps.find(({ done, fix }) => !done && maySend(actor, fix.href));
  if (!next || !steps.find(({ id }) => id === step)?.done) return null;
  return (
    <Notice
      tone="ok"
      className="mb-5"
      title={progressWords(steps)}
      action={
        <Button href={next.fix.href} variant="primary" icon={<ArrowRight aria-hidden="true" />}>
          {next.fix.label}
        </Button>
      }
    >
      Next: {lowerFirst(next.title)}.
    </Notice>
  );
}

/** "2 of 5 setup steps done". */
export const progressWords = (steps: SetupStep[]) =>
  `${steps.filter(({ done }) => done).length} of ${steps.length} setup steps done`;

export const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
