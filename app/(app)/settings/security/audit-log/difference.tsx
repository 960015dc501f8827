// biome-ignore-all lint/a11y/noRedundantRoles: a phone changes display, which takes a table's meaning away; the roles give it back.
import { type Change, labelOf } from "#lib/audit/log/changes.ts";

/** What a change made of each field: what it was, and what it is. */
export function Difference({ changes }: { changes: Change[] }) {
  return (
    <table className="log-difference" role="table">
      <caption className="sr-only">What changed</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            Changed
          </th>
          <th scope="col" role="columnheader">
            Was
          </th>
          <th scope="col" role="columnheader">
            Is
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {changes.map(({ key, before, after }) => (
          <tr key={key} role="row">
            <th scope="row" role="rowheader">
              {labelOf(key)}
            </th>
            <td role="cell" data-label="Was">
              {before === null ? <i>empty</i> : <del>{before}</del>}
            </td>
            <td role="cell" data-label="Is">
              {after === null ? <i>empty</i> : <ins>{after}</ins>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
