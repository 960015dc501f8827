import clsx from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "./badge.tsx";

const looks = {
  neutral: { Icon: Info, className: "bg-sunken", icon: "text-ink-soft" },
  ok: { Icon: CircleCheck, className: "bg-accent-wash", icon: "text-accent-ink" },
  warn: { Icon: TriangleAlert, className: "bg-warn-wash", icon: "text-warn-ink" },
  danger: { Icon: CircleAlert, className: "bg-danger-wash", icon: "text-danger-ink" },
};

type NoticeProps = {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  role?: "alert" | "status";
  className?: string;
};

/** Renders a short message that the user must read before going on. */
export function Notice({ tone = "neutral", title, children, action, role, className }: NoticeProps) {
  const { Icon, className: ground, icon } = looks[tone];
  return (
    <div role={role} className={clsx("flex gap-2.5 rounded-m px-3 py-2.5", ground, className)}>
      <Icon aria-hidden="true" className={clsx("mt-0.5", icon)} />
      <div className="grid min-w-0 flex-1 gap-0.5">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="max-w-[70ch] text-ink-soft">{children}</div>}
        {action && <div className="mt-1.5 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  );
}
