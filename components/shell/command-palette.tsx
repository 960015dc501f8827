"use client";
import { CornerDownLeft, Search } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { fuzzyScore } from "./fuzzy.ts";
import type { PaletteItem } from "./nav-model.ts";

/** Any DialogButton with this id opens the palette; without scripts it is a plain list of links. */
export const paletteId = "command-palette";

/** Ctrl-K or Cmd-K: every page and action by name. A combobox over links in the browser's own dialog. */
export function CommandPalette({ items }: { items: PaletteItem[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const found = useMemo(() => search(items, query), [items, query]);
  const optionId = (at: number) => `${listId}-${at}`;

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      event.preventDefault();
      const element = dialog.current;
      if (element?.open) element.close();
      else element?.showModal();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const choose = (at: number) => {
    setChosen(at);
    document.getElementById(optionId(at))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: chosen >= last ? 0 : chosen + 1,
      ArrowUp: chosen <= 0 ? last : chosen - 1,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to !== undefined && last >= 0) {
      event.preventDefault();
      choose(to);
    }
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      document.getElementById(optionId(chosen))?.click();
    }
  };

  return (
    <dialog
      ref={dialog}
      id={paletteId}
      aria-label="Go to a page or action"
      className="dialog palette"
      onClose={() => {
        setQuery("");
        setChosen(0);
      }}
      {...closedByAny}
    >
      <div className="flex h-12 items-center gap-2.5 border-line border-b px-4 noscript:hidden">
        <Search aria-hidden="true" className="text-ink-faint" />
        <input
          autoFocus
          role="combobox"
          aria-label="Go to"
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? optionId(chosen) : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder="Go to a page or action"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-16 outline-none placeholder:text-ink-faint"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label="Pages and actions"
        className="max-h-[50dvh] overflow-y-auto p-1.5"
      >
        {found.map((item, at) => (
          <Link
            key={item.id}
            id={optionId(at)}
            role="option"
            aria-selected={at === chosen}
            tabIndex={-1}
            href={item.href}
            prefetch={false}
            onClick={() => dialog.current?.close()}
            onPointerMove={() => setChosen(at)}
            className="menu-item"
          >
            {item.icon}
            <span className="min-w-0 flex-1 truncate">{item.label}</span>
            <span className="text-13 text-ink-faint">{item.group}</span>
            {at === chosen && <CornerDownLeft aria-hidden="true" className="noscript:hidden" />}
          </Link>
        ))}
      </div>
      <p role="status" className={found.length > 0 ? "sr-only" : "px-4 pb-5 text-center text-ink-soft"}>
        {found.length > 0 ? `${found.length} found` : "Nothing by that name. Try a page, such as Contacts."}
      </p>
    </dialog>
  );
}

const closedByAny: Record<string, string> = { closedby: "any" };

function search(items: PaletteItem[], query: string) {
  if (!query.trim()) return items;
  return items
    .map((item) => ({ item, score: score(item, query) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 12)
    .map((found) => found.item);
}

function score(item: PaletteItem, query: string) {
  return Math.max(
    fuzzyScore(query, item.label) * 2,
    fuzzyScore(query, `${item.group} ${item.keywords ?? ""}`),
  );
}
