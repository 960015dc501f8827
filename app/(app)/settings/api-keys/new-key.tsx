import { SecretOnce } from "#components/forms/secret-once.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** A key that was just made, with a line to try it. */
export function NewKey({ apiKey, origin, done }: { apiKey: string; origin: string; done: string }) {
  return (
    <div className="grid gap-4">
      <Notice tone="ok" role="status" title={done}>
        One thing is left: put it where your program reads it.
      </Notice>
      <SecretOnce label="API key" secret={apiKey} savedHref="/settings/api-keys">
        You see it only this once, because only its hash is kept. Keep it out of your code: an environment
        variable or a secret store is its place.
      </SecretOnce>
      <CodeBlock
        label="Try it: the first line asks for the key, so that it stays out of the shell’s history"
        wrap
        text={`read -rs MAILNEO_KEY\ncurl ${origin}/api/v1/me -H "Authorization: Bearer $MAILNEO_KEY"`}
      />
    </div>
  );
}
