/** Renders a dash for a value there is none of; a card on a phone leaves the whole line out. */
export function None({ words = "None" }: { words?: string }) {
  return (
    <span className="none text-ink-faint">
      <span aria-hidden="true">–</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
