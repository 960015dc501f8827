"use client";
import type { PaletteItem } from "./nav-model.ts";

const key = "mn.recent";
const most = 5;

type Recent = { href: string; label: string };

/**
 * Returns what this tab opened through the palette, newest first. It is kept in the tab's own storage and removed by
 * signing out, because it may hold names of contacts.
 */
export function readRecent(): Recent[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (item): item is Recent =>
        typeof item?.href === "string" && item.href.startsWith("/") && typeof item.label === "string",
    );
  } catch {
    return []; // No storage, such as on the server or in a private window.
  }
}

/** Puts a page or record first among the recent ones; the way out forgets them all. */
export function remember({ id, href, label }: PaletteItem) {
  try {
    if (id === "sign-out") return sessionStorage.removeItem(key);
    if (!href) return;
    const others = readRecent().filter((item) => item.href !== href);
    sessionStorage.setItem(key, JSON.stringify([{ href, label }, ...others].slice(0, most)));
  } catch {
    // Without storage nothing is remembered.
  }
}

export const forgetRecent = () => remember({ id: "sign-out", label: "", group: "" });
