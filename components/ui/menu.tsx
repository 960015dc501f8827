"use client";
import clsx from "clsx";
import Link from "next/link";
import { type ComponentProps, type MouseEvent, type ReactNode, useId } from "react";
import { invoke, invokeByScript } from "./invoke.ts";

type PopoverProps = {
  /** Content of the button. */
  trigger: ReactNode;
  /** Name of the button; required when the trigger has no words. */
  label?: string;
  triggerClassName?: string;
  triggerData?: Record<`data-${string}`, string>;
  align?: "start" | "end";
  side?: "below" | "above";
  className?: string;
  children: ReactNode;
};

/**
 * Renders a button that opens a small panel beside it. The browser opens, places and closes it, so
 * that no script is needed.
 */
export function Popover(props: PopoverProps) {
  const { trigger, label, triggerClassName, triggerData, align, side, className, children } = props;
  const id = useId();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={label}
        className={clsx(triggerClassName ?? "button")}
        data-variant="ghost"
        {...triggerData}
      >
        {trigger}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: closes behind a followed link, whose own keys do the rest. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link followed by Enter clicks too. */}
      <div
        id={id}
        popover="auto"
        className={clsx("popover", className)}
        data-align={align}
        data-side={side}
        onClick={closeBehindLink}
      >
        {children}
      </div>
    </>
  );
}

/** Renders a Popover of links and small forms: workspace switcher, user menu, row actions. */
export function Menu(props: PopoverProps) {
  return <Popover {...props} />;
}

type Look = { icon?: ReactNode; danger?: boolean; detail?: ReactNode };

export function MenuLink({
  icon,
  danger,
  detail,
  children,
  className,
  ...rest
}: ComponentProps<typeof Link> & Look) {
  return (
    <Link {...rest} className={clsx("menu-item", className)} data-danger={danger ? "" : undefined}>
      <MenuContent icon={icon} detail={detail}>
        {children}
      </MenuContent>
    </Link>
  );
}

/**
 * Renders a button in a menu. Inside a `<form action>` give it `type="submit"`. With `dialog` it
 * opens the Dialog of that id, which must be outside the menu, because the menu closes.
 */
export function MenuButton(props: ComponentProps<"button"> & Look & { dialog?: string }) {
  const { icon, danger, detail, dialog, children, className, ...rest } = props;
  const opens = dialog
    ? { ...invoke(dialog, "show-modal"), onClick: () => invokeByScript(dialog, "show-modal") }
    : {};
  return (
    <button
      type="button"
      {...rest}
      {...opens}
      className={clsx("menu-item", className)}
      data-danger={danger ? "" : undefined}
    >
      <MenuContent icon={icon} detail={detail}>
        {children}
      </MenuContent>
    </button>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <p className="px-2 pt-1.5 pb-1 text-13 text-ink-faint">{children}</p>;
}

export function MenuLine() {
  return <hr className="-mx-1 my-1 border-line" />;
}

function MenuContent({
  icon,
  detail,
  children,
}: {
  icon?: ReactNode;
  detail?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {detail && <span className="text-13 text-ink-faint">{detail}</span>}
    </>
  );
}

function closeBehindLink(event: MouseEvent<HTMLElement>) {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  if (link) event.currentTarget.hidePopover?.();
}
