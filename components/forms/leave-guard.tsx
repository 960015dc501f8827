"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useId, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions } from "#components/ui/dialog.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import { Flash } from "#components/ui/flash.tsx";
import { canSaveForms, hasUnsavedForms, saveForms } from "./unsaved-forms.ts";

/**
 * Asks before a page with unsaved text is left, by a link or by the browser. Without a connection a link leads
 * nowhere, because the browser would put its own error page in place of this one.
 */
export function LeaveGuard() {
  const id = useId();
  const router = useRouter();
  const target = useRef<string | null>(null);
  const [offlineAt, setOfflineAt] = useState<number | null>(null);

  const follow = useCallback(
    (href: string) => {
      const { pathname, search, hash } = new URL(href);
      router.push(pathname + search + hash);
    },
    [router],
  );

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const clicked = (event: MouseEvent) => {
      const link = leadingAway(event);
      if (!link) return;
      if (!navigator.onLine) {
        event.preventDefault();
        event.stopPropagation();
        setOfflineAt(Date.now());
      } else if (link.pathname !== location.pathname && hasUnsavedForms()) {
        const dialog = document.getElementById(id);
        if (!(dialog instanceof HTMLDialogElement)) return;
        event.preventDefault();
        event.stopPropagation();
        target.current = link.href;
        link.closest<HTMLDialogElement>("dialog[open]")?.close();
        if (canSaveForms()) void saveForms().then((left) => (left ? dialog.showModal() : follow(link.href)));
        else dialog.showModal();
      }
    };
    document.addEventListener("click", clicked, { capture: true, signal });
    document.addEventListener(
      "submit",
      (event) => {
        if (navigator.onLine || !isSearch(event.target)) return;
        event.preventDefault();
        event.stopPropagation();
        setOfflineAt(Date.now());
      },
      { capture: true, signal },
    );
    window.addEventListener(
      "beforeunload",
      (event) => {
        if (hasUnsavedForms()) event.preventDefault();
      },
      { signal },
    );
    window.addEventListener("online", () => setOfflineAt(null), { signal });
    return () => stop.abort();
  }, [id, follow]);

  const leave = () => {
    const dialog = document.getElementById(id);
    if (dialog instanceof HTMLDialogElement) dialog.close();
    if (target.current) follow(target.current);
  };
  return (
    <>
      <Dialog id={id} title="Leave without saving?">
        <p className="text-ink-soft">
          What you changed on this page is not saved. Longer texts are kept on this device for a day and
          offered when you come back.
        </p>
        <DialogActions>
          <DialogButton dialog={id} does="close" variant="primary">
            Stay here
          </DialogButton>
          <Button variant="danger-quiet" onClick={leave}>
            Leave without saving
          </Button>
        </DialogActions>
      </Dialog>
      {offlineAt !== null && (
        <Flash
          key={offlineAt}
          tone="danger"
          message="No connection. This page stays as it is until you are online again."
        />
      )}
    </>
  );
}

/** Returns the link that a click follows to another address of ours in this tab, or null. */
function leadingAway(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  if (!link || link.hasAttribute("download") || (link.target && link.target !== "_self")) return null;
  if (link.origin !== location.origin) return null;
  return link.pathname === location.pathname && link.search === location.search ? null : link;
}

/** Returns whether a form only leads to an address, such as a filter. */
const isSearch = (form: EventTarget | null) =>
  form instanceof HTMLFormElement && form.method === "get" && /^[/?]/.test(form.getAttribute("action") ?? "");
