import clsx from "clsx";
import { StatusDot } from "#components/ui/badge.tsx";
import { plural } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { Preview } from "#lib/audience/imports/reader/preview.ts";
import { columnFieldsFor, ownFieldOptions } from "../column-fields.ts";

const stops = {
  unsubscribed: "Suppressed: unsubscribed",
  bounced: "Suppressed: bounced",
  complained: "Suppressed: reported spam",
  manual: "Suppressed",
};

function outcome(rows: number, refused: number, stopped: number): string {
  const left = `${plural(refused, "row")} of these would be left out.`;
  if (stopped === rows) return "All of these are suppressed.";
  if (stopped > 0)
    return `${plural(stopped, "person", "people")} of these must not be mailed, and are suppressed.${refused > 0 ? ` ${left}` : ""}`;
  if (refused > 0) return `${left} The others come in.`;
  return "All of these come in, unless somebody among them left before.";
}

/** The first rows as they stand in the file, each with what would become of it. Scrolls sideways by itself. */
export function PreviewTable({
  preview,
  fields,
  basis,
  ownFields,
}: {
  preview: Preview;
  fields: string[];
  basis: string;
  ownFields: { id: string; name: string }[];
}) {
  const choices = [...columnFieldsFor(basis), ...ownFieldOptions(ownFields)];
  const { rows, columns } = preview;
  if (rows.length === 0) return null;
  const refused = rows.filter((row) => row.refused !== null).length;
  const stopped = rows.filter((row) => row.stopped !== null).length;
  const judged = preview.mapping.email !== undefined;
  return (
    <Panel
      title={
        preview.complete && rows.length < 20 ? plural(rows.length, "row") : `The first ${rows.length} rows`
      }
      description={
        judged
          ? outcome(rows.length, refused, stopped)
          : "Choose the column of addresses to see what would become of them."
      }
      flush
    >
      <section
        aria-label="Rows of the file"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="overflow-x-auto border-line border-t [--ledger-top:0px]"
      >
        <table className="ledger">
          <caption className="sr-only">The first rows of the file and what would become of them</caption>
          <thead>
            <tr>
              <th scope="col" data-numeric="">
                Line
              </th>
              {judged && <th scope="col">Outcome</th>}
              {columns.map(({ index, header }) => (
                <th key={index} scope="col">
                  <span className={clsx("block max-w-56 truncate", fields[index] && "text-ink")}>
                    {header || `Column ${index + 1}`}
                  </span>
                  <span className={clsx("block font-regular", fields[index] && "text-accent-ink")}>
                    {choices.find(({ value }) => value === fields[index])?.label.replace(/…$/, "") ??
                      (fields[index] ? "Kept as it is" : "Not imported")}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, cells, refused, stopped }) => (
              <tr key={line}>
                <td data-numeric="" className="text-ink-faint">
                  {line}
                </td>
                {judged && (
                  <td className="min-w-64 max-w-80 phone:min-w-48">
                    {stopped !== null ? (
                      <StatusDot tone="warn">{stops[stopped]}</StatusDot>
                    ) : refused === null ? (
                      <StatusDot tone="ok">Comes in</StatusDot>
                    ) : (
                      <span className="text-danger-ink">{refused}</span>
                    )}
                  </td>
                )}
                {columns.map(({ index }) => (
                  <td
                    key={index}
                    className={clsx("max-w-56 truncate", fields[index] ? "text-ink" : "text-ink-faint")}
                  >
                    {cells[index]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}
