import { dirname, join, normalize } from "node:path";

export type Source = { file: string; code: string };
export type Exported = { file: string; name: string };

const extensions = ["", ".ts", ".tsx", "/index.ts"];

/** Returns the values that a source exports by name. Types are left out, because they cost nothing and document. */
export function exportsOf({ file, code }: Source): Exported[] {
  const declared = /^export (?:async )?(?:const|let|function\*?|class) (\w+)/gm;
  const listed = /^export \{([^}]*)\}/gm;
  const names = [
    ...[...code.matchAll(declared)].map(([, name = ""]) => name),
    ...[...code.matchAll(listed)].flatMap(([, list = ""]) =>
      list
        .split(",")
        .map((each) => each.trim())
        .filter((each) => each && !each.startsWith("type "))
        .map((each) => each.split(" as ").at(-1) ?? each),
    ),
  ];
  return [...new Set(names)].map((name) => ({ file, name }));
}

/** Returns what a source takes from others, as "file name"; `*` stands for everything of a file. */
export function usesOf({ file, code }: Source, known: ReadonlySet<string>): string[] {
  const from = (path: string) => {
    const whole = path.startsWith("#") ? path.slice(1) : normalize(join(dirname(file), path));
    return extensions.map((ending) => whole + ending).find((each) => known.has(each));
  };
  const named = /^(?:import|export)\s+(?:type\s+)?(?:\w+,\s*)?\{([^}]*)\}\s*from\s+"([^"]+)"/gm;
  const whole = /(?:^(?:import|export) \* (?:as \w+ )?from |import\()"([^"]+)"/gm;
  return [
    ...[...code.matchAll(named)].flatMap(([, list = "", path = ""]) => {
      const target = from(path);
      const names = list.split(",").map(
        (each) =>
          each
            .trim()
            .replace(/^type /, "")
            .split(" as ")[0],
      );
      return target ? names.filter(Boolean).map((name) => `${target} ${name}`) : [];
    }),
    ...[...code.matchAll(whole)].flatMap(([, path = ""]) => {
      const target = from(path);
      return target ? [`${target} *`] : [];
    }),
  ];
}

/** Returns the exports that no source among `users` takes. */
export function unusedAmong(sources: Source[], users: Source[]): Exported[] {
  const known = new Set([...sources, ...users].map(({ file }) => file));
  const used = new Set(users.flatMap((source) => usesOf(source, known)));
  return sources
    .flatMap(exportsOf)
    .filter(({ file, name }) => !used.has(`${file} ${name}`) && !used.has(`${file} *`));
}
