import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { currentActor } from "#lib/web/current-actor.ts";
import { AuthPage } from "../../../auth-page.tsx";
import { outcomes } from "../../outcomes.ts";

type Params = { params: Promise<{ outcome: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: (await said(params)).title, robots: { index: false } };
}

/** What came of a press on one of the links: a spent link has nothing more to press. */
export default async function EmailChangeDonePage({ params }: Params) {
  const { title, text } = await said(params);
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
  return Object.hasOwn(outcomes, outcome) ? outcomes[outcome as keyof typeof outcomes] : notFound();
}
