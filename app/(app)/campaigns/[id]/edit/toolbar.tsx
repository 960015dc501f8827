"use client";
import {
  Bold,
  Heading1,
  Image,
  Italic,
  Link as LinkIcon,
  List,
  ListOrdered,
  type LucideIcon,
  Minus,
  TextQuote,
} from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { type Edit, fieldEdit, type Mark, markEdit, type Written } from "#lib/mail/message/marks.ts";

const marks: { mark: Mark; label: string; Icon: LucideIcon; key?: string }[] = [
  { mark: "bold", label: "Bold", Icon: Bold, key: "b" },
  { mark: "italic", label: "Italic", Icon: Italic, key: "i" },
  { mark: "heading", label: "Heading", Icon: Heading1 },
  { mark: "link", label: "Link", Icon: LinkIcon },
  { mark: "list", label: "List", Icon: List },
  { mark: "numbers", label: "Numbered list", Icon: ListOrdered },
  { mark: "quote", label: "Quote", Icon: TextQuote },
  { mark: "image", label: "Image by address", Icon: Image },
  { mark: "rule", label: "Line across", Icon: Minus },
];

const mergeFields = [
  { field: "first_name", fallback: "there", label: "First name" },
  { field: "last_name", fallback: "", label: "Last name" },
  { field: "email", fallback: "", label: "Email address" },
  { field: "unsubscribe_url", fallback: "", label: "Unsubscribe link" },
];

/** Buttons that write the marks of a message into the text field that follows them in the form. Arrow keys move between them. */
export function Toolbar({ name }: { name: string }) {
  const bar = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const field = () => bar.current?.closest("form")?.elements.namedItem(name) as HTMLTextAreaElement | null;

  const write = (editOf: (written: Written) => Edit) => {
    const area = field();
    if (area) apply(area, editOf(writtenIn(area)));
  };
  const stops = () => Array.from(bar.current?.querySelectorAll<HTMLElement>("[data-stop]") ?? []);
  const move = (event: KeyboardEvent) => {
    const all = stops();
    const inSelect = event.target instanceof HTMLSelectElement;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || (inSelect && ["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    const next = (to + all.length) % all.length;
    setAt(next);
    all[next]?.focus();
  };
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label="Formatting"
      onKeyDown={move}
      className="flex flex-wrap items-center gap-0.5 rounded-m border border-line bg-sunken p-0.5 noscript:hidden"
    >
      {marks.map(({ mark, label, Icon, key }, index) => (
        <button
          key={mark}
          type="button"
          data-stop=""
          aria-label={label}
          aria-keyshortcuts={key && `Control+${key.toUpperCase()}`}
          title={key ? `${label} (Ctrl-${key.toUpperCase()})` : label}
          tabIndex={index === at ? 0 : -1}
          onFocus={() => setAt(index)}
          // The field keeps its focus, and on a phone its keyboard.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => write((written) => markEdit(mark, written))}
          className="grid size-7 cursor-pointer place-items-center rounded-s text-ink-soft hover:bg-surface hover:text-ink touch:size-9"
        >
          <Icon aria-hidden="true" />
        </button>
      ))}
      <select
        data-stop=""
        aria-label="Insert merge field"
        value=""
        tabIndex={marks.length === at ? 0 : -1}
        onFocus={() => setAt(marks.length)}
        onChange={(event) => {
          const chosen = mergeFields.find((each) => each.field === event.target.value);
          if (chosen) write((written) => fieldEdit(chosen.field, chosen.fallback, written));
        }}
        className="ms-auto h-7 w-30 cursor-pointer rounded-s bg-transparent px-1 text-13 text-ink-soft hover:text-ink touch:h-9"
      >
        <option value="">Merge field…</option>
        {mergeFields.map((each) => (
          <option key={each.field} value={each.field}>
            {each.fallback ? `${each.label}, or “${each.fallback}”` : each.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Handles Ctrl-B and Ctrl-I inside the text field. */
export function markByKey(event: KeyboardEvent<HTMLElement>) {
  const area = event.target;
  if (!(area instanceof HTMLTextAreaElement) || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const found = marks.find(({ key }) => key === event.key.toLowerCase());
  if (!found || event.shiftKey) return;
  event.preventDefault();
  apply(area, markEdit(found.mark, writtenIn(area)));
}

const writtenIn = ({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): Written => ({
  text: value,
  start: selectionStart,
  end: selectionEnd,
});

/** Writes as if typed, so that the browser's undo takes it back. */
function apply(area: HTMLTextAreaElement, { from, to, insert, select }: Edit) {
  area.focus();
  area.setSelectionRange(from, to);
  const typed = insert ? document.execCommand("insertText", false, insert) : document.execCommand("delete");
  if (!typed) {
    area.setRangeText(insert, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(...select);
}
