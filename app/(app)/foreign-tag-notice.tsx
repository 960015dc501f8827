"use client";
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { foreignTags, replaceForeignTags, tagAdvice } from "#lib/mail/message/foreign-tags.ts";

const shown = 4;

/** Names the merge tags of other products in fields of the form around it, such as pasted ones, and replaces them by one press. */
export function ForeignTagNotice({ fields, known }: { fields: string[]; known?: string[] }) {
  const mark = useRef<HTMLDivElement>(null);
  const [advice, setAdvice] = useState<{ words: string[]; mendable: boolean }>({
    words: [],
    mendable: false,
  });

  useEffect(() => {
    const form = mark.current?.closest("form");
    if (!form) return;
    const look = () => {
      const tags = areasOf(form, fields).flatMap((area) => foreignTags(area.value, known, 200));
      const each = new Map(tags.map((tag) => [tag.typed, tag]));
      setAdvice({
        words: [...each.values()].map(tagAdvice),
        mendable: [...each.values()].some(({ own }) => own !== null),
      });
    };
    look();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, 300);
    };
    form.addEventListener("input", soon);
    return () => {
      clearTimeout(timer);
      form.removeEventListener("input", soon);
    };
  }, [fields, known]);

  const replace = () => {
    for (const area of areasOf(mark.current?.closest("form") ?? null, fields)) {
      const { text, replaced } = replaceForeignTags(area.value, known);
      if (replaced === 0) continue;
      area.value = text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  return (
    <div ref={mark} role="status" className={advice.words.length > 0 ? undefined : "sr-only"}>
      {advice.words.length > 0 && (
        <Notice
          tone="warn"
          title={
            advice.words.length === 1
              ? "A merge tag that will not be filled in"
              : "Merge tags that will not be filled in"
          }
          action={
            advice.mendable && (
              <Button size="small" onClick={replace}>
                Replace with our fields
              </Button>
            )
          }
        >
          <ul className="grid gap-0.5">
            {advice.words.slice(0, shown).map((words) => (
              <li key={words} className="wrap-anywhere">
                {words.charAt(0).toUpperCase() + words.slice(1)}
              </li>
            ))}
            {advice.words.length > shown && <li>And {advice.words.length - shown} more.</li>}
          </ul>
        </Notice>
      )}
    </div>
  );
}

type Area = HTMLTextAreaElement | HTMLInputElement;

const areasOf = (form: HTMLFormElement | null, fields: string[]): Area[] =>
  fields.flatMap((name) => {
    const area = form?.elements.namedItem(name);
    return area instanceof HTMLTextAreaElement || area instanceof HTMLInputElement ? [area] : [];
  });
