"use client";
import { useEffect } from "react";
import { Flash } from "#components/ui/flash.tsx";
import { cookieNames } from "#lib/web/cookies.ts";
import type { FlashMessage } from "#lib/web/flash-value.ts";

/**
 * Shows the message the last action left. Behind a client-side redirect the browser never asks for the page itself, so the
 * proxy cannot take the cookie off: the script does. Without scripts the proxy already has.
 */
export function FlashOnce({ flash }: { flash: FlashMessage | null }) {
  const id = flash?.id;
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: Safari has no Cookie Store, and nothing here is escaped.
    if (id) document.cookie = `${cookieNames.flash}=; Max-Age=0; Path=/; Secure; SameSite=Lax`;
  }, [id]);
  return flash && <Flash key={flash.id} message={flash.message} tone={flash.tone} />;
}
