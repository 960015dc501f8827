"use client";
import { useEffect, useState } from "react";
import type { FoundRecord } from "./nav-model.ts";

const restMs = 150;
const fewest = 2;

/** Returns the records a typed name finds. It asks after a moment's rest, and only the last question counts. */
export function useRecords(url: string, query: string): { found: FoundRecord[]; busy: boolean } {
  const [found, setFound] = useState<FoundRecord[]>([]);
  const [busy, setBusy] = useState(false);
  const wanted = query.trim();

  useEffect(() => {
    if (wanted.length < fewest) {
      setFound([]);
      setBusy(false);
      return;
    }
    const stop = new AbortController();
    setBusy(true);
    const timer = setTimeout(async () => {
      const records = await ask(`${url}?q=${encodeURIComponent(wanted)}`, stop.signal);
      if (stop.signal.aborted) return;
      setFound(records);
      setBusy(false);
    }, restMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [url, wanted]);
  return { found, busy };
}

async function ask(url: string, signal: AbortSignal): Promise<FoundRecord[]> {
  const answer = await fetch(url, { signal }).catch(() => null);
  if (!answer?.ok) return [];
  const body = (await answer.json().catch(() => null)) as { records?: FoundRecord[] } | null;
  return body?.records ?? [];
}
