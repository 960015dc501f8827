"use client";
import { useEffect, useRef, useState } from "react";
import type { Entry } from "#lib/audit/log/entry.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { EntryDetails } from "./entry-details.tsx";
import { type Given, here, listAddress } from "./list-address.ts";

type LaterDetailsProps = { id: string; zone: TimeZone; given: Given };

/** Details that are fetched when the line around them is opened. Without scripts, a link leads to them. */
export function LaterDetails({ id, zone, given }: LaterDetailsProps) {
  const place = useRef<HTMLParagraphElement>(null);
  const [entry, setEntry] = useState<Entry | null>(null);

  useEffect(() => {
    const line = place.current?.closest("details");
    if (!line) return;
    const stop = new AbortController();
    async function load() {
      if (!line?.open) return;
      const answer = await fetch(`${here}/entries/${id}`, { signal: stop.signal, redirect: "manual" }).catch(
        () => null,
      );
      // The link stays, and says what is wrong by itself.
      if (answer?.ok) setEntry(entryIn(await answer.json()));
    }
    line.addEventListener("toggle", load, { signal: stop.signal });
    load();
    return () => stop.abort();
  }, [id]);

  if (entry) return <EntryDetails entry={entry} zone={zone} given={given} />;
  return (
    <p ref={place} className="log-details">
      <a href={listAddress({ q: id })} className="link">
        Everything about this entry
      </a>
    </p>
  );
}

/** An entry as JSON carries it, with its times. */
function entryIn(sent: Entry): Entry {
  const { more } = sent;
  return {
    ...sent,
    at: new Date(sent.at),
    more: more && { ...more, since: new Date(more.since), until: new Date(more.until) },
  };
}
