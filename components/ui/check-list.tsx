import { ChevronRight, CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

export type CheckItem = {
  id: string;
  state: "done" | "missing" | "advice" | "waiting";
  title: ReactNode;
  /** Reason it matters, in plain words. */
  why?: ReactNode;
  /** Parts of the item, when several faults are fixed in one place. */
  parts?: string[];
  /** Law or rule by article: "CAN-SPAM § 7704(a)(5)". */
  law?: string;
  fix?: { label: string; href: string };
  /** What mends it on this page instead of `fix`, such as a form with one button. */
  action?: ReactNode;
};

const marks = {
  done: { Icon: CircleCheck, words: "Done", className: "text-accent-ink" },
  missing: { Icon: CircleAlert, words: "Missing", className: "text-danger-ink" },
  advice: { Icon: TriangleAlert, words: "Advice", className: "text-warn-ink" },
  waiting: { Icon: CircleDashed, words: "Waiting", className: "text-ink-faint" },
};

/** Renders law and advice as lines; completed items fold away under one line. */
export function CheckList({ items, label }: { items: CheckItem[]; label: string }) {
  const open = items.filter((item) => item.state !== "done");
  const done = items.filter((item) => item.state === "done");
  return (
    <section aria-label={label} className="divide-y divide-line">
      {open.length > 0 && <Lines items={open} />}
      {done.length > 0 && (
        <details open={open.length === 0}>
          <summary className="flex min-h-row items-center gap-2 px-4 text-ink-soft -outline-offset-2 hover:text-ink">
            <ChevronRight aria-hidden="true" className="turns" />
            {open.length === 0 ? `All ${done.length} done` : `${done.length} done`}
          </summary>
          <Lines items={done} />
        </details>
      )}
    </section>
  );
}

function Lines({ items }: { items: CheckItem[] }) {
  return (
    <ul className="divide-y divide-line">
      {items.map((item) => {
        const { Icon, words, className } = marks[item.state];
        return (
          <li key={item.id} className="flex flex-wrap items-start gap-x-2.5 gap-y-2 px-4 py-3">
            <Icon aria-hidden="true" className={`mt-0.5 ${className}`} />
            <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
              <p>
                <span className="sr-only">{words}: </span>
                <span className={item.state === "done" ? "text-ink-soft" : "font-medium"}>{item.title}</span>
              </p>
              {item.parts && (
                <ul className="grid max-w-[65ch] list-disc gap-0.5 ps-4 text-ink-soft">
                  {item.parts.map((part) => (
                    <li key={part}>{part}</li>
                  ))}
                </ul>
              )}
              {(item.why || item.law) && (
                <p className="max-w-[65ch] text-13 text-ink-faint">
                  {item.why}
                  {item.law && <span className="whitespace-nowrap text-ink-soft"> {item.law}</span>}
                </p>
              )}
            </div>
            {item.state !== "done" && item.action}
            {item.fix && !item.action && item.state !== "done" && (
              <Button href={item.fix.href} size="small">
                {item.fix.label}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
