import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { currentActor } from "#lib/web/current-actor.ts";
import { hasOutcome } from "#lib/web/outcome.ts";
import { AuthPage } from "../../../auth-page.tsx";
import { NoOutcome } from "../../../no-outcome.tsx";
import { outcomes, pageOf } from "../../outcomes.ts";

type Params = { params: Promise<{ outcome: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { title, path } = await said(params);
  return { title: (await hasOutcome(path)) ? title : "Change of address", robots: { index: false } };
}

/** What came of a press on one of the links: a spent link has nothing more to press. */
export default async function EmailChangeDonePage({ params }: Params) {
  const { title, text, path } = await said(params);
  if (!(await hasOutcome(path))) return <NoOutcome />;
  const signedIn = "userId" in (await currentActor());
  return (
    <AuthPage title={title} description={text}>
      <Button href={signedIn ? "/settings/profile" : "/sign-in"} className="w-full">
        {signedIn ? "Go to your profile" : "Go to sign-in"}
      </Button>
    </AuthPage>
  );
}

async function said(params: Params["params"]) {
  const { outcome } = await params;
  if (!Object.hasOwn(outcomes, outcome)) return notFound();
  const known = outcome as keyof typeof outcomes;
  return { ...outcomes[known], path: pageOf(known) };
}
