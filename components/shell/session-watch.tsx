"use client";
import { useEffect } from "react";
import { leaveFreely } from "#components/forms/unsaved-forms.ts";

const EVERY_MILLISECONDS = 10_000;
/** A step-up gives the session a new cookie, and until its answer arrives the old one finds nothing. */
const SURE_AFTER_MILLISECONDS = 2_000;

/**
 * Takes an open page to sign-in soon after its session was ended somewhere else, so that nobody goes on reading it. Looks while the page is
 * seen, and when it is seen again, and twice before it acts. The server knows its path as background, so it keeps no session alive.
 */
export function SessionWatch({ session, statusUrl }: { session: string; statusUrl: string }) {
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const isOther = async () => {
      const answer = await fetch(statusUrl, { signal }).catch(() => null);
      if (!answer?.ok) return false;
      const now = (await answer.json().catch(() => null)) as { session: string | null } | null;
      return now !== null && now.session !== session;
    };
    async function look() {
      if (document.hidden || !(await isOther())) return;
      await new Promise((resolve) => setTimeout(resolve, SURE_AFTER_MILLISECONDS));
      if (signal.aborted || !(await isOther()) || signal.aborted) return;
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
