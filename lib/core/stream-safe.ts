/**
 * Returns a text that normalises in linear time, with at most 30 combining marks behind a letter. Normalising n marks in a
 * row takes n² steps, and no language writes more than 18. Source: Unicode UAX #15, Stream-Safe Text Format.
 */
export function streamSafe(text: string): string {
  return /[\u0300-\uffff]/.test(text) ? text.replace(longRunOfMarks, "$1") : text;
}

const longRunOfMarks = /(\p{M}{30})\p{M}+/gu;
