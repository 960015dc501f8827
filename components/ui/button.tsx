import clsx from "clsx";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";

export type ButtonLook = {
  variant?: "primary" | "secondary" | "ghost" | "danger" | "danger-quiet";
  size?: "small" | "medium" | "large";
  icon?: ReactNode;
  /** Shows a spinner and ignores clicks; the words stay so that the width does. */
  pending?: boolean;
};

type ButtonProps = ButtonLook & ComponentProps<"button"> & { href?: undefined };
type LinkProps = ButtonLook & ComponentProps<typeof Link> & { external?: boolean };

/** Renders a button, or with `href` a link that looks like one. Without children it needs `aria-label`. */
export function Button(props: ButtonProps | LinkProps) {
  const {
    variant = "secondary",
    size = "medium",
    icon,
    pending = false,
    children,
    className,
    ...rest
  } = props;
  const look = {
    className: clsx("button", className),
    "data-variant": variant,
    "data-size": size,
    "data-icon-only": children ? undefined : "",
  };
  const content = (
    <>
      {pending ? <span className="spinner" aria-hidden="true" /> : icon}
      {children}
    </>
  );

  if (isLink(rest)) {
    const { external, ...link } = rest;
    if (!external)
      return (
        <Link {...link} {...look}>
          {content}
        </Link>
      );
    return (
      <a {...link} href={String(link.href)} {...look} rel="noreferrer">
        {content}
      </a>
    );
  }
  const busy = pending ? { "aria-busy": true, "aria-disabled": true } : {};
  return (
    <button type="button" {...rest} {...busy} {...look}>
      {content}
    </button>
  );
}

function isLink(rest: object): rest is Omit<LinkProps, keyof ButtonLook | "children" | "className"> {
  return "href" in rest && rest.href !== undefined;
}
