import { SecretOnce } from "#components/forms/secret-once.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** A signing secret that was just made. */
export function NewSecret({ secret, done, savedHref }: { secret: string; done: string; savedHref: string }) {
  return (
    <div className="grid gap-4">
      <Notice tone="ok" role="status" title={done}>
        One thing is left: give your receiver the secret, so that it can verify each delivery.
      </Notice>
      <SecretOnce label="Signing secret" secret={secret} savedHref={savedHref}>
        You see it only this once, because it is kept sealed. Any library of Standard Webhooks verifies with
        it.
      </SecretOnce>
    </div>
  );
}
