import { ChevronRight } from "lucide-react";
import { Code } from "#components/ui/code.tsx";

const marks = [
  ["# Heading", "A heading; ## for a smaller one"],
  ["**important**", "Strong words"],
  ["*words*", "Words in italics"],
  ["[Read on](https://example.com)", "A link with words of its own"],
  ["- First point", "A list, one line each; 1. for a numbered one"],
  ["> Quoted words", "A quote"],
  ["![A print](https://…)", "An image by its address, and words for those who do not see it"],
  ["---", "A line across, between two empty lines"],
];

const fields = [
  ["{{first_name|there}}", "Their first name, or “there” where it is not known"],
  ["{{last_name}}", "Their last name"],
  ["{{email}}", "Their address"],
  ["{{unsubscribe_url}}", "Their unsubscribe link; the footer has one in any case"],
];

/** How to write a message: marks and merge fields, folded until wanted. */
export function WritingHelp() {
  return (
    <details className="rounded-m bg-sunken px-3 py-2 text-13">
      <summary className="flex items-center gap-1.5 text-ink-soft hover:text-ink">
        <ChevronRight aria-hidden="true" className="turns" />
        Formatting and merge fields
      </summary>
      <div className="grid gap-3 pt-2 pb-1">
        <p className="text-ink-soft">
          An empty line starts a new paragraph. Your postal address and an unsubscribe link stand under every
          message.
        </p>
        <Table rows={marks} />
        <Table rows={fields} />
      </div>
    </details>
  );
}

function Table({ rows }: { rows: string[][] }) {
  return (
    <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[max-content_1fr]">
      {rows.map(([mark, words]) => (
        <div key={mark} className="contents">
          <dt>
            <Code>{mark}</Code>
          </dt>
          <dd className="text-ink-soft">{words}</dd>
        </div>
      ))}
    </dl>
  );
}
