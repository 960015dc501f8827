import clsx from "clsx";

/** Renders an open envelope that is an M, closed with a seal. */
function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={clsx("size-6 flex-none", className)}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path
        d="M5.75 17.25V7.5L12 12.75 18.25 7.5v9.75"
        fill="none"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
      <circle cx="12" cy="17.25" r="1.5" className="fill-on-accent" />
    </svg>
  );
}

/** Renders the mark and the name. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={clsx("inline-flex items-center gap-2 font-strong text-16 tracking-tight", className)}>
      <LogoMark />
      Mailneo
    </span>
  );
}
