"use client";
import { ArrowUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";

const EVERY_MILLISECONDS = 5000;
/** Scrolled less than this, the reader is at the top: new entries may come in by themselves. */
const AT_TOP = 160;

type LiveProps = {
  /** The newest entry the page shows. */
  newest: string;
  /** Answers `{ count }` of entries since. */
  statusUrl: string;
  /** With filters on, nothing moves unless asked to. */
  filtered: boolean;
};

/**
 * Tells of entries that came in since the page was made, while it is looked at. At the top of the whole log they appear by themselves; who
 * has scrolled, filtered or opened an entry is offered them.
 */
export function Live({ newest, statusUrl, filtered }: LiveProps) {
  const [seen, setSeen] = useState({ newest, count: 0 });
  const router = useRouter();
  const count = seen.newest === newest ? seen.count : 0;

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    async function look() {
      if (document.hidden) return;
      // The server knows the path as background, so that an open page does not keep a session alive.
      const answer = await fetch(statusUrl, { signal, redirect: "manual" }).catch(() => null);
      // Signed out meanwhile: the page's own watch leads to sign-in.
      if (!answer?.ok) return;
      const { count } = (await answer.json().catch(() => ({ count: 0 }))) as { count: number };
      if (signal.aborted || count === 0) return;
      setSeen({ newest, count });
      if (!filtered && isAtRest()) router.refresh();
    }
    const timer = setInterval(look, EVERY_MILLISECONDS);
    document.addEventListener("visibilitychange", look, { signal });
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [newest, statusUrl, filtered, router]);

  function show() {
    router.refresh();
    scrollTo({ top: 0 });
  }
  return (
    <div role="status" className="log-live">
      {count > 0 && (
        <Button variant="primary" size="small" icon={<ArrowUp aria-hidden="true" />} onClick={show}>
          {count > 99 ? "More than 99" : count} new {count === 1 ? "entry" : "entries"}
        </Button>
      )}
    </div>
  );
}

const isAtRest = () => scrollY < AT_TOP && !document.querySelector(".log-entry[open]");
