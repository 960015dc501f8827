"use client";
import { CornerDownLeft, Search } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { PlainForm } from "#components/forms/plain-form.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { FoundRecord, PaletteItem } from "./nav-model.ts";
import { readRecent, remember } from "./recent.ts";
import { searchItems } from "./search-items.ts";
import { useRecords } from "./use-records.ts";

/** Any PaletteButton opens the palette; without scripts it leads to the search page. */
export const paletteId = "command-palette";

type Option = PaletteItem & { detail?: string };

type CommandPaletteProps = {
  items: PaletteItem[];
  /** Responds to `?q=` with the workspace's records of that name. */
  recordsUrl: string;
};

/**
 * Renders Ctrl-K or Cmd-K: every page, action and record by name. A combobox over links and forms in the browser's own
 * dialog.
 */
export function CommandPalette({ items, recordsUrl }: CommandPaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const records = useRecords(recordsUrl, query);
  const found = useMemo(() => optionsFor(items, query, records.found), [items, query, records.found]);
  const at = Math.min(chosen, Math.max(0, found.length - 1));
  const optionId = (place: number) => `${listId}-${place}`;

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const wanted = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (!wanted || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const element = dialog.current;
      if (element?.open) element.close();
      else element?.showModal();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const choose = (to: number) => {
    setChosen(to);
    document.getElementById(optionId(to))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + 8),
      PageUp: Math.max(0, at - 8),
    };
    const to = moves[event.key];
    if (to !== undefined && last >= 0) {
      event.preventDefault();
      choose(to);
    }
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      document.getElementById(optionId(at))?.click();
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
      <div className="flex h-12 items-center gap-2.5 border-line border-b px-4">
        <Search aria-hidden="true" className="text-ink-faint" />
        <input
          autoFocus
          role="combobox"
          aria-label="Go to"
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? optionId(at) : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          placeholder="Search pages, actions and records"
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
        aria-label="Pages, actions and records"
        className="max-h-[50dvh] overflow-y-auto p-1.5"
      >
        {found.map((item, place) => (
          <PaletteOption
            key={item.id}
            id={optionId(place)}
            item={item}
            selected={place === at}
            onPoint={() => setChosen(place)}
            onGo={() => {
              remember(item);
              dialog.current?.close();
            }}
          />
        ))}
      </div>
      <p role="status" className={found.length > 0 ? "sr-only" : "px-4 pb-5 text-center text-ink-soft"}>
        {statusOf(found.length, records.busy)}
      </p>
    </dialog>
  );
}

function statusOf(count: number, busy: boolean) {
  if (count > 0) return `${count} found`;
  return busy ? "Searching…" : "Nothing by that name. Try a page, such as Contacts, or the start of a name.";
}

type OptionProps = {
  id: string;
  item: Option;
  selected: boolean;
  onPoint: () => void;
  onGo: () => void;
};

function PaletteOption({ id, item, selected, onPoint, onGo }: OptionProps) {
  const shared = {
    id,
    role: "option",
    "aria-selected": selected,
    tabIndex: -1,
    onPointerMove: onPoint,
    onClick: onGo,
    className: "menu-item",
  } as const;
  if (item.action) {
    return (
      <PlainForm
        action={item.action}
        signsOut={item.id === "sign-out"}
        data-sign-out={item.id === "sign-out" ? "" : undefined}
      >
        <button {...shared} type="submit" name={item.field?.name} value={item.field?.value}>
          <OptionWords item={item} selected={selected} />
        </button>
      </PlainForm>
    );
  }
  return (
    <Link {...shared} href={item.href ?? "/"} prefetch={false}>
      <OptionWords item={item} selected={selected} />
    </Link>
  );
}

function OptionWords({ item, selected }: { item: Option; selected: boolean }): ReactNode {
  return (
    <>
      {item.icon}
      <span className="min-w-0 flex-1 truncate">
        {item.label}
        {item.detail && <span className="text-13 text-ink-faint"> {item.detail}</span>}
      </span>
      <span className="text-13 text-ink-faint">{item.group}</span>
      {selected && <CornerDownLeft aria-hidden="true" />}
    </>
  );
}

/** What was opened last comes first while nothing is typed; records come below the pages of that name. */
function optionsFor(items: PaletteItem[], query: string, records: FoundRecord[]): Option[] {
  if (!query.trim()) {
    const recent = readRecent().map((item) => ({ ...item, id: `recent-${item.href}`, group: "Recent" }));
    return [...recent, ...items];
  }
  return [
    ...searchItems(items, query),
    ...records.map(({ kind, href, label, detail }) => ({ id: href, href, label, detail, group: kind })),
  ];
}

const closedByAny: Record<string, string> = { closedby: "any" };
