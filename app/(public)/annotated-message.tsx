const lines = [
  {
    text: "From: Harbour Books <letters@harbourbooks.example>",
    why: "Who is writing, truthfully.",
    law: "CAN-SPAM § 7704(a)(1)",
  },
  { text: "Subject: New on the shelves in May", why: "Says what is inside.", law: "CAN-SPAM § 7704(a)(2)" },
  {
    text: "List-Unsubscribe: <https://…/u/8Jf2…>",
    why: "Mail clients show their own button.",
    law: "RFC 2369",
  },
  {
    text: "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    why: "The button works in one click.",
    law: "RFC 8058",
  },
  {
    text: "DKIM-Signature: d=harbourbooks.example; …",
    why: "Signed with your domain's key.",
    law: "RFC 6376",
  },
  {
    text: "Harbour Books, 4 Quay Street, Galway",
    why: "A postal address, in every footer.",
    law: "CAN-SPAM § 7704(a)(5)",
  },
  { text: "Unsubscribe", why: "As easy to leave as it was to join.", law: "GDPR Art. 7(3)", link: true },
];

/** An example message, line by line, with the reason each line is there. */
export function AnnotatedMessage() {
  return (
    <figure className="overflow-hidden rounded-l border border-line bg-surface">
      <figcaption className="border-line border-b px-4 py-2.5 text-13 text-ink-faint sm:px-5">
        An example of what leaves, and why each line is in it
      </figcaption>
      <ul className="divide-y divide-line">
        {lines.map((line) => (
          <li
            key={line.text}
            className="grid items-baseline gap-x-8 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] sm:px-5"
          >
            <span
              className={`font-mono text-13 wrap-anywhere ${line.link ? "underline underline-offset-3" : ""}`}
            >
              {line.text}
            </span>
            <span className="text-13 text-ink-soft">
              {line.why} <span className="whitespace-nowrap text-ink-faint">{line.law}</span>
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
