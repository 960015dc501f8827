"use client";
import { useEffect, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { forgetRecent } from "./recent.ts";

const id = "keyboard-shortcuts";
const offKey = "mn.shortcuts";

const shortcuts: [keys: string[], what: string][] = [
  [["Ctrl", "K"], "Search pages, actions and records"],
  [["/"], "Search this list"],
  [["j"], "Next row"],
  [["k"], "Previous row"],
  [["Enter"], "Open the row"],
  [["?"], "Show these shortcuts"],
  [["Esc"], "Close what is open"],
];

/**
 * Listens for single keys: "/" searches, "j" and "k" move through a table, "?" shows all keys. They rest while a user
 * types or a dialog is open, and can be turned off (WCAG 2.1.4).
 */
export function Shortcuts() {
  const [on, setOn] = useState(true);

  useEffect(() => setOn(readOn()), []);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener(
      "keydown",
      (event) => {
        if (on && isFree(event) && act(event.key)) event.preventDefault();
      },
      { signal },
    );
    document.addEventListener(
      "submit",
      ({ target }) => {
        if (target instanceof HTMLFormElement && "signOut" in target.dataset) forgetRecent();
      },
      { signal },
    );
    return () => stop.abort();
  }, [on]);

  return (
    <Dialog id={id} title="Keyboard shortcuts" dismissable>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {shortcuts.map(([keys, what]) => (
          <div key={what} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="flex cursor-pointer items-center gap-2.5">
        <input
          type="checkbox"
          className="choice"
          checked={on}
          onChange={(event) => {
            setOn(event.target.checked);
            writeOn(event.target.checked);
          }}
        />
        Use single-key shortcuts
      </label>
    </Dialog>
  );
}

/** Returns whether the key is nobody else's: no field has the focus, no dialog is open, no other key is held. */
function isFree({ target, ctrlKey, metaKey, altKey, isComposing, defaultPrevented }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || isComposing || defaultPrevented) return false;
  if (!(target instanceof HTMLElement) || document.querySelector("dialog[open], :popover-open")) return false;
  return !target.isContentEditable && !target.closest("input, textarea, select, [role='combobox']");
}

function act(key: string): boolean {
  if (key === "?") return show();
  if (key === "/") return focusOn(document.querySelector<HTMLElement>("main [type='search']"));
  if (key === "j") return focusOn(rowFrom(1));
  if (key === "k") return focusOn(rowFrom(-1));
  return false;
}

function show(): boolean {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  return true;
}

function rowFrom(step: 1 | -1): HTMLElement | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>("main .row-link")];
  const here = rows.findIndex((row) => row.closest("tr")?.contains(document.activeElement));
  return here < 0 ? rows.at(step > 0 ? 0 : -1) : (rows[here + step] ?? rows[here]);
}

function focusOn(element: HTMLElement | null | undefined): boolean {
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
  return Boolean(element);
}

function readOn(): boolean {
  try {
    return localStorage.getItem(offKey) !== "off";
  } catch {
    return true;
  }
}

function writeOn(on: boolean) {
  try {
    if (on) localStorage.removeItem(offKey);
    else localStorage.setItem(offKey, "off");
  } catch {
    // Without storage the choice holds until the page is left.
  }
}
