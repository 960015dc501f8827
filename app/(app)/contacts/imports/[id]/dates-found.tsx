import { plural } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { ImportPreview } from "#lib/audience/imports/preview-import.ts";
import type { Listed } from "#lib/audience/imports/reader/survey.ts";
import { dayLabels } from "../column-fields.ts";

/** What the whole columns of dates and countries tell before the import: what is not understood, and whom it leaves out. */
export function DatesFound({ preview, basis }: { preview: ImportPreview; basis: string }) {
  const { survey, offered, columns } = preview;
  if (!survey) return null;
  const date = (dayLabels[basis]?.column ?? "Date").toLowerCase();
  const implied = basis.startsWith("implied_");
  const outOf = survey.whole ? "" : `Of the first ${plural(survey.rows, "row")}: `;
  const name = columns.find(({ index }) => index === offered)?.header;
  return (
    <>
      {offered !== null && (
        <Notice title={`${name ? `“${name}”` : `Column ${offered + 1}`} is full of dates`}>
          It is read as the {date}. Choose “Not imported” above if it is another date.
        </Notice>
      )}
      {survey.lapsed > 0 && (
        <Notice
          tone="warn"
          title={`${outOf}${plural(survey.lapsed, "row")} left out: implied consent has ended`}
        >
          Implied consent lasts 2 years from a purchase, a gift or a membership, and 6 months from an inquiry
          (CASL s.10(10), (13)). Each row is listed with its date after the import.
        </Notice>
      )}
      {survey.missing > 0 && (
        <Notice tone="warn" title={`${outOf}${plural(survey.missing, "row")} left out: no ${date}`}>
          Implied consent counts from it.
        </Notice>
      )}
      {survey.unread.length > 0 && (
        <Notice tone="warn" title={`${outOf}These dates cannot be read`}>
          <Values values={survey.unread} />{" "}
          {implied ? "Their rows are left out." : "They are kept as written, and prove no day."}
        </Notice>
      )}
      {survey.impossible.length > 0 && (
        <Notice tone="warn" title={`${outOf}These dates cannot be right`}>
          <Values values={survey.impossible} /> They lie in the future or too long ago.{" "}
          {implied ? "Their rows are left out." : "They are kept as written, and prove no day."}
        </Notice>
      )}
      {survey.left.length > 0 && (
        <Notice
          tone="warn"
          title={`${outOf}${plural(
            survey.left.reduce((sum, { count }) => sum + count, 0),
            "value",
          )} left out, and their people come in`}
        >
          <ul className="grid gap-1">
            {survey.left.map(({ column, message, count, values }) => (
              <li key={`${column} ${message}`}>
                {columns.find(({ index }) => index === column)?.header || `Column ${column + 1}`},{" "}
                {plural(count, "row")}: <Values values={values.slice(0, 5)} /> {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {survey.countries.length > 0 && (
        <Notice tone="warn" title={`${outOf}These countries are not understood`}>
          <Values values={survey.countries} /> They are kept as written, and the strictest law applies: these
          people get mail with express consent only. Correct them in the file to change that.
        </Notice>
      )}
    </>
  );
}

function Values({ values }: { values: Listed[] }) {
  return (
    <span className="wrap-anywhere">
      {values.map(({ value, count }) => `“${value}”${count > 1 ? ` (${count} times)` : ""}`).join(", ")}.
    </span>
  );
}
