"use client";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sends the browser's time zone with a form. Empty without scripts, so that no zone is guessed. */
export function BrowserZoneField() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current) field.current.value = browserZone();
  });
  return <input ref={field} type="hidden" name="timeZone" />;
}

/** Chooses the browser's own zone in the form's select of the same name, which the person then saves. */
export function UseBrowserZone() {
  return (
    <Button
      type="button"
      className="noscript:hidden"
      onClick={({ currentTarget }) => {
        const select = currentTarget.form?.elements.namedItem("timeZone");
        if (!(select instanceof HTMLSelectElement)) return;
        const zone = browserZone();
        if (![...select.options].some(({ value }) => value === zone))
          select.add(new Option(zone.replaceAll("_", " "), zone));
        select.value = zone;
        select.dispatchEvent(new Event("change", { bubbles: true }));
        select.focus();
      }}
    >
      Use my browser's zone
    </Button>
  );
}
