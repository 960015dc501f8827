"use client";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { ago } from "./ago.ts";
import type { Unsaved } from "./use-unsaved.ts";

/** Offers the text that an earlier visit left behind. Shown by script only, because a script kept it. */
export function UnsavedOffer({ unsaved }: { unsaved: Unsaved }) {
  const { offers, restored, restore, discard } = unsaved;
  return (
    <>
      {restored && (
        <Notice role="status">
          Your text from before the page was loaded again is back. It is not saved yet.
        </Notice>
      )}
      {offers.map((offer) => (
        <Notice
          key={offer.at}
          tone="warn"
          role="status"
          title={`Unsaved text from ${ago(offer.at)}`}
          action={
            <>
              <Button size="small" onClick={() => restore(offer)}>
                Restore
              </Button>
              <Button size="small" variant="ghost" onClick={() => discard(offer)}>
                Discard
              </Button>
            </>
          }
        >
          It was typed here and never saved. Only this device has it.
        </Notice>
      ))}
    </>
  );
}
