import markdownIt, { type MarkdownIt, type StateInline } from "markdown-it";
import { addressStart, bareAddressAt } from "./bare-address.ts";

export const deepest = 60;

/**
 * CommonMark without code, HTML, entities, references and underlined headings, so that such text stays as typed. Line
 * breaks count. Every destination is read; `linkProblem` judges it.
 */
export const reader: MarkdownIt = markdownIt("commonmark", {
  html: false,
  breaks: true,
  maxNesting: deepest,
});
reader.disable([
  "code",
  "fence",
  "html_block",
  "reference",
  "lheading",
  "backticks",
  "html_inline",
  "entity",
]);
reader.disable(["text_join", "fragments_join"]);
reader.validateLink = () => true;
reader.normalizeLink = (url) => url.replace(/[\s"<>\\]/g, (char) => encodeURIComponent(char));
reader.normalizeLinkText = (url) => url;

const starts = new WeakMap<StateInline, number[]>();

// Text runs to the next mark, and stops where an address may begin, because marks within an address are none.
reader.inline.ruler.at("text", (state, silent) => {
  const begins = nextStart(state);
  if (begins === state.pos && state.linkLevel === 0) {
    const address = bareAddressAt(state.src, state.pos, state.posMax);
    if (address !== null) {
      if (!silent) pushLink(state, address);
      state.pos += address.length;
      return true;
    }
  }
  marks.lastIndex = state.pos;
  const mark = marks.exec(state.src)?.index ?? state.posMax;
  const stop = begins > state.pos ? begins : nextStart(state, state.pos + 1);
  const end = Math.min(mark, stop, state.posMax);
  if (end <= state.pos) return false;
  if (!silent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
});

const marks = /[\n!*\\_[\]<]/g;

// CommonMark asks for blanks around a mark beside punctuation; scripts that write none would never be bold.
const scan = reader.inline.State.prototype.scanDelims;
reader.inline.State.prototype.scanDelims = function (start, canSplitWord) {
  const found = scan.call(this, start, canSplitWord);
  const before = this.src[start - 1] ?? " ";
  const behind = this.src[start + found.length] ?? " ";
  if (!canSplitWord || !(unspaced.test(before) || unspaced.test(behind))) return found;
  return { ...found, can_open: !/\s/.test(behind), can_close: !/\s/.test(before) };
};
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\u3000-\u303f\uff00-\uffef]/u;

/** Returns the first place at or behind `from` where an address may begin, or infinity. */
function nextStart(state: StateInline, from = state.pos): number {
  let places = starts.get(state);
  if (!places) {
    places = [...state.src.matchAll(addressStart)].map(({ index }) => index);
    starts.set(state, places);
  }
  // The reader looks ahead for closing brackets and comes back, so each place is searched anew.
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return places[low] ?? Number.POSITIVE_INFINITY;
}

function pushLink(state: StateInline, address: string) {
  const open = state.push("link_open", "a", 1);
  open.attrs = [["href", /^www\./i.test(address) ? `http://${address}` : address]];
  open.markup = "bare";
  state.push("text", "", 0).content = address;
  state.push("link_close", "a", -1);
}
