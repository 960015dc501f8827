import { expect, test } from "@playwright/test";
import { projectFile, projectFiles } from "../project-files.ts";

const sheet = "app/globals.css";
const tokens = "app/tokens.css";
const components = projectFiles(/\.css$/).filter((path) => path !== sheet && path !== tokens);

test("each stylesheet stands beside the component of its name", () => {
  const code = projectFiles(/\.tsx$/);
  expect(components.filter((path) => !code.includes(path.replace(/\.css$/, ".tsx")))).toEqual([]);
});

test("app/globals.css imports each stylesheet once", () => {
  const imported = [...projectFile(sheet).matchAll(/^@import "(\.[^"]+)"/gm)].map(([, path = ""]) =>
    new URL(path, `file:///${sheet}`).pathname.slice(1).replaceAll("%5B", "[").replaceAll("%5D", "]"),
  );
  expect(imported.sort()).toEqual([...components, tokens].sort());
});

test("no stylesheet but the tokens names a colour", () => {
  const named = [...components, sheet].flatMap((path) =>
    coloursIn(projectFile(path)).map((colour) => `${path}: ${colour}`),
  );
  expect(named).toEqual([]);
});

test("every token a stylesheet uses exists", () => {
  const all = [...components, sheet, tokens].map(projectFile).join("\n");
  const fonts = [...projectFile("components/shell/fonts.ts").matchAll(/"(--[\w-]+)"/g)].map(
    ([, name]) => name,
  );
  const known = new Set([...all.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name).concat(fonts));
  const used = [...all.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name);
  expect(used.filter((name) => !known.has(name))).toEqual([]);
});

test("a colour in a stylesheet is found, however it is written", () => {
  expect(coloursIn(".a { color: #FFF; border: 1px solid rgb(0 0 0 / 50%) }")).toEqual(["#FFF", "rgb("]);
  expect(coloursIn(".a { background: linear-gradient(white, oklch(1 0 0)) }")).toEqual(["white", "oklch("]);
  const fine = ".black { color: var(--ink); border-color: transparent; mask-border: none } /* white */";
  expect(coloursIn(`${fine} #main { color: currentcolor; white-space: nowrap }`)).toEqual([]);
});

test("every variant of a class exists", () => {
  const own = [...projectFile(sheet).matchAll(/@custom-variant ([\w-]+)/g)].map(([, name = ""]) => name);
  const known = new Set([...own, ...ofTailwind]);
  const lost = projectFiles(/\.tsx$/).flatMap((path) =>
    variantsIn(projectFile(path))
      .filter((name) => !known.has(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(lost).toEqual([]);
});

test("an unknown variant of a class is found", () => {
  expect(
    variantsIn('<p className="wide:mt-2 hover:[&>dd:first]:mb-1 group-has-[i[a=b]:c]/x:flex text-13" />'),
  ).toEqual(["wide", "hover", "group-has"]);
});

/** What Tailwind brings and we use; a class behind another name would do nothing, without a word. */
const ofTailwind = [
  ...["hover", "before", "print", "placeholder", "aria-pressed", "group-has"],
  ...["first", "last", "only", "not-last", "first-letter", "first-of-type"],
  ...["sm", "lg", "xl", "max-sm"],
];

/** Returns the names before the colons of a file's classes, without what stands in brackets. */
function variantsIn(code: string): string[] {
  const written = [...code.matchAll(/className=(?:"([^"]*)"|\{([^}]*)\})|clsx\(([^;]*?)\)/g)];
  const words = written.flatMap((found) =>
    found
      .slice(1)
      .join(" ")
      .split(/[\s"'`]+/),
  );
  return words
    .filter((word) => /^[a-z[*][^(]*:/.test(word))
    .flatMap((word) => withoutBrackets(withoutBrackets(word)).split(":").slice(0, -1))
    .map((name) => name.replace(/-?(?:\/.*)?$/, ""))
    .filter(Boolean);
}

const withoutBrackets = (word: string) => word.replaceAll(/\[[^[\]]*\]/g, "");

/** The colours written in a stylesheet's values: by digits, by a function, or by one of the names people type. */
function coloursIn(css: string): string[] {
  const names = "black|white|gr[ae]y|silver|red|green|blue|yellow|orange|purple|pink|brown|canvas(?:text)?";
  const colour = new RegExp(
    `#[0-9a-f]{3,8}\\b|\\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\\(|(?<![\\w-])(?:${names})(?![\\w-])`,
    "gi",
  );
  const values = [...css.replaceAll(/\/\*[\s\S]*?\*\//g, "").matchAll(/:([^;{}]+)(?=[;}])/g)];
  return values.flatMap(([, value = ""]) => value.match(colour) ?? []);
}
