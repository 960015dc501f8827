import clsx from "clsx";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { DialogButton } from "./dialog-button.tsx";

type DialogProps = {
  /** Id chosen by the caller, so that any DialogButton can name it. Unique on the page. */
  id: string;
  title: ReactNode;
  description?: ReactNode;
  size?: "normal" | "wide";
  /** Starts open, because a form inside it was refused while scripts were off. */
  open?: boolean;
  /** Lets a click outside close it, for dialogs without input fields. */
  dismissable?: boolean;
  children?: ReactNode;
  className?: string;
};

/**
 * Renders the browser's own modal dialog: focus stays inside, Esc closes it, the rest of the page
 * is inert. DialogButton opens it through invoker commands, so it needs no script or injected style
 * and passes the strict CSP. On a phone it is a sheet from below.
 */
export function Dialog(props: DialogProps) {
  const { id, title, description, size, open, dismissable, children, className } = props;
  const closing: Record<string, string> = { closedby: dismissable ? "any" : "closerequest" };
  return (
    <dialog
      id={id}
      open={open}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      className={clsx("dialog", className)}
      data-size={size}
      {...closing}
    >
      <div className="grid gap-4 p-5">
        <header className="grid gap-1 pe-8">
          <h2 id={`${id}-title`} className="text-16">
            {title}
          </h2>
          {description && (
            <p id={`${id}-description`} className="text-ink-soft">
              {description}
            </p>
          )}
        </header>
        {children}
      </div>
      <DialogButton
        dialog={id}
        does="close"
        variant="ghost"
        size="small"
        icon={<X aria-hidden="true" />}
        aria-label="Close"
        className="absolute end-3 top-3"
      />
    </dialog>
  );
}

/** Renders the row of buttons that ends a dialog; put the cancel button first. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 pt-1 phone:flex-col-reverse">{children}</div>;
}

/** Renders a dialog from the side, for a row's details and for navigation on a phone. */
export function Sheet({ className, ...rest }: DialogProps) {
  return <Dialog dismissable {...rest} className={clsx("sheet", className)} />;
}
