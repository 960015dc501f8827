import type { Metadata } from "next";
import { requireMember } from "#lib/web/current-actor.ts";
import type { Search } from "../../address.ts";
import { loadCampaign } from "../load.ts";
import { Draft } from "./draft.tsx";
import { Report } from "./report.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Search };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadCampaign((await params).id)).name };
}

/** Before it is sent: the check, the preview, the button. From then on: the report. */
export default async function CampaignPage({ params, searchParams }: Props) {
  const actor = await requireMember();
  const campaign = await loadCampaign((await params).id);
  const search = await searchParams;
  return campaign.state === "draft" || campaign.state === "scheduled" ? (
    <Draft actor={actor} campaign={campaign} search={search} />
  ) : (
    <Report actor={actor} campaign={campaign} search={search} />
  );
}
