/**
 * Returns a text that normalises in linear time: at most 30 marks behind a letter are kept (Unicode UAX #15,
 * Stream-Safe Text Format), because ordering n of them takes n² steps. No language writes more than 18.
 */
export function streamSafe(text: string): string {
  return /[\u0300-\uffff]/.test(text) ? text.replace(longRunOfMarks, "$1") : text;
}

const longRunOfMarks = /(\p{M}{30})\p{M}+/gu;
