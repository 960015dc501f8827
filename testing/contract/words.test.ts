import { expect, test } from "@playwright/test";
import { projectFile, projectFiles } from "#testing/project-files.ts";

const sources = projectFiles(/\.(tsx?|mjs|sql)$/).filter((path) => path !== "testing/contract/words.test.ts");
// docs/glossary.md has the words that take their place.
const replaced = /\b(?:[Ll]anes?|[Ss]lots?|[Ww]eather)\b|(?:Lane|Slot|Weather)(?![a-z])/g;
const allowed: Record<string, string> = {
  Dashlane: "a product's name",
  "the weather, once a month": "the sample's newsletter",
};

test("no code uses a metaphor that the glossary replaced", () => {
  expect(sources.flatMap((path) => metaphors(path, projectFile(path)))).toEqual([]);
});

test("a planted metaphor is found in names and comments", () => {
  const source = "const slot = 1; // a lane of its own\nfunction closeLane() {} // Dashlane";
  expect(metaphors("lib/a.ts", source)).toEqual(["lib/a.ts: slot", "lib/a.ts: lane", "lib/a.ts: Lane"]);
});

function metaphors(path: string, source: string): string[] {
  const text = Object.keys(allowed).reduce((rest, words) => rest.replaceAll(words, ""), source);
  return [...text.matchAll(replaced)].map(([word]) => `${path}: ${word}`);
}

// Phrases that a native speaker would not print, and what stands instead in DESIGN.md's table.
const foreign: Record<string, string> = {
  "Go on with your draft": "Continue editing",
  "stand in the way": "Fix 3 issues to send",
  "They asked for it": "Express consent",
  "Set it up": "Set up",
  "Set up mine": "Set up",
  "Part of an address": "Search by email",
  "nobody knows the fate of": "Resend 3 with unknown delivery",
  "is dealt with": "Import finished",
  "never shown again, to nobody": "You won't be able to see it again",
  "takes five codes": "Enter the code within five minutes. You have five tries",
  "No campaign has been for them": "No campaigns sent to this contact yet",
  "Go to the start": "Go to dashboard",
  "Send the mails": "Send confirmation emails",
  "Its keys.": "Encryption keys of this installation.",
  "Invite somebody": "Invite a member",
  "Nobody fits": "No matching messages",
  "Nobody matches": "No matching contacts",
  "password do not go together": "do not match",
  "Confirm and go on": "Confirm and continue",
  "does as well": "You can also use",
  "not even we": "Nobody can show them again",
  "Mend it": "Fix it",
  "bear the tags": "have the tags",
  "without a trace": "You can undo it until it starts",
  "consent do for": "accepts implied consent for",
  "encoded anew, at": "resized to fit",
  "nothing is sent before": "Until you do, nothing else is sent",
  "Nothing is sent to you before": "Until you do, nothing else is sent to you",
  "Was it not you": "If this was not you",
  "takes it back": "You can undo this",
  "With this you show": "This confirms",
  "asked anew": "stays up to date",
  "Add a person": "Add a contact",
  "You decided it": "Suppressed by you",
};
const screens = projectFiles(/^(app|components|lib)\/.*\.(tsx?)$/).filter(
  (path) => !path.endsWith(".test.ts"),
);

test("no screen uses a phrase that was replaced", () => {
  const found = screens.flatMap((path) => {
    const source = shownIn(projectFile(path));
    return Object.keys(foreign)
      .filter((phrase) => source.includes(phrase))
      .map((phrase) => `${path}: “${phrase}”, write “${foreign[phrase]}”`);
  });
  expect(found).toEqual([]);
});

test("a planted phrase is found in words, not in comments", () => {
  const source =
    "// nobody knows the fate of it\nexport const a = <p>Set it up</p>;\n/** They asked for it. */";
  expect(Object.keys(foreign).filter((phrase) => shownIn(source).includes(phrase))).toEqual(["Set it up"]);
});

/** Returns a source without its comments. */
const shownIn = (source: string) =>
  source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
