"use client";
import { useEffect } from "react";
import { leaveFreely } from "#components/forms/unsaved-forms.ts";

const EVERY_MILLISECONDS = 10_000;

/**
 * Takes an open page to sign-in soon after its session was ended somewhere else, so that nobody goes on reading it. Looks while the page is
 * seen, and when it is seen again; what it asks is marked as nobody's doing, and keeps no session alive.
 */
export function SessionWatch({ session, statusUrl }: { session: string; statusUrl: string }) {
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    async function look() {
      if (document.hidden) return;
      const headers = { "x-mn-background": "1" };
      const answer = await fetch(statusUrl, { headers, signal }).catch(() => null);
      if (!answer?.ok) return;
      const now = (await answer.json().catch(() => null)) as { session: string | null } | null;
      if (!now || now.session === session || signal.aborted) return;
      // The server knows where this page leads now: to sign-in and back, or, for another person, to their own.
      leaveFreely();
      location.reload();
    }
    const timer = setInterval(look, EVERY_MILLISECONDS);
    document.addEventListener("visibilitychange", look, { signal });
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [session, statusUrl]);
  return null;
}
