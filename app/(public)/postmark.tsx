const waves = [0, 1, 2, 3, 4].map(
  (line) =>
    `M${172 - Math.abs(line - 2) * 4} ${62 + line * 14}c14 -9 28 -9 42 0s28 9 42 0 28 -9 42 0 28 9 42 0`,
);

/** A postmark, drawn in ink: the product's promise as a cancellation. */
export function Postmark() {
  return (
    <svg
      viewBox="0 0 352 180"
      aria-hidden="true"
      className="pointer-events-none absolute end-0 -top-3 hidden h-45 w-88 rotate-4 fill-none stroke-accent-ink opacity-70 lg:block"
    >
      <circle cx="90" cy="90" r="80" strokeWidth="2" />
      <circle cx="90" cy="90" r="54" strokeWidth="1" />
      <path id="postmark-upper" d="M28 90a62 62 0 0 1 124 0" stroke="none" />
      <path id="postmark-lower" d="M18.5 90a71.5 71.5 0 0 0 143 0" stroke="none" />
      <g className="fill-accent-ink stroke-none font-strong text-13" letterSpacing="2.4" textAnchor="middle">
        <text>
          <textPath href="#postmark-upper" startOffset="50%">
            CONSENT ON RECORD
          </textPath>
        </text>
        <text>
          <textPath href="#postmark-lower" startOffset="50%">
            ONE CLICK TO LEAVE
          </textPath>
        </text>
      </g>
      <path d="M64 112V72l26 22 26-22v40" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="90" cy="113" r="4" className="fill-accent-ink stroke-none" />
      {waves.map((wave) => (
        <path key={wave} d={wave} strokeWidth="2" strokeLinecap="round" />
      ))}
    </svg>
  );
}
