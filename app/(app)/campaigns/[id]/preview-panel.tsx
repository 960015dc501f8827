import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { previewCampaign } from "#lib/sending/campaigns/preview.ts";
import { currentSession, requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { address } from "../../address.ts";
import type { Campaign } from "../load.ts";
import type { Sample } from "./samples.ts";

const views = { desktop: "Desktop", phone: "Phone", text: "Plain text" } as const;
export type View = keyof typeof views;

export const viewOf = (given: string | undefined): View =>
  given && Object.hasOwn(views, given) ? (given as View) : "desktop";

/** The message as its reader sees it: in a frame that can run nothing, or as plain text. */
export async function PreviewPanel({
  campaign,
  view,
  sample,
  samples,
  here,
  footer,
}: {
  campaign: Campaign;
  view: View;
  /** As whom the message is looked at, and who can be chosen. */
  sample?: Sample;
  samples?: { value: string; label: string }[];
  /** The page the panel stands on, for the links that change the view. */
  here: string;
  footer?: ReactNode;
}) {
  const session = await currentSession();
  const { subject, text } = await pageQuery(previewCampaign, await requireMember(), {
    campaignId: campaign.id,
    reader: { name: session?.name ?? "", email: session?.email ?? "" },
    sample: sample ?? "me",
  });
  return (
    <Panel
      flush
      title="Preview"
      action={
        <nav aria-label="View" className="segments">
          {(Object.keys(views) as View[]).map((each) => (
            <Link
              key={each}
              href={address(here, {
                view: each === "desktop" ? null : each,
                as: sample && sample !== "me" ? sample : null,
              })}
              aria-current={each === view ? "true" : undefined}
              scroll={false}
              replace
            >
              {views[each]}
            </Link>
          ))}
        </nav>
      }
      footer={footer}
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 border-line border-b px-4 pt-2 pb-3 text-13">
        <dt className="text-ink-faint">From</dt>
        <dd className="wrap-anywhere">
          {campaign.fromAddress ? `${campaign.fromName} <${campaign.fromAddress}>` : "No account chosen"}
        </dd>
        <dt className="text-ink-faint">Subject</dt>
        <dd className="font-medium wrap-anywhere">{subject || "No subject yet"}</dd>
      </dl>
      {samples && (
        <form action={here} className="flex flex-wrap items-end gap-2 border-line border-b px-4 py-2">
          {view !== "desktop" && <input type="hidden" name="view" value={view} />}
          <Field name="as" label="Shown as read by" className="min-w-0 flex-1">
            <Select defaultValue={sample} options={samples} />
          </Field>
          <Button type="submit">Show</Button>
        </form>
      )}
      {view === "text" ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <pre tabIndex={0} className="preview-frame preview-text">
          {text}
        </pre>
      ) : (
        <div className={clsx("bg-sunken", view === "phone" && "px-4 py-4")}>
          <iframe
            title={`Preview of ${campaign.name}`}
            src={`/campaigns/${campaign.id}/preview?${new URLSearchParams({ of: campaign.updatedAt, ...(sample && { as: sample }) })}`}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            loading="lazy"
            className={clsx(
              "preview-frame block w-full bg-surface",
              view === "phone" && "mx-auto max-w-96 rounded-l border border-line-control",
            )}
          />
        </div>
      )}
    </Panel>
  );
}
