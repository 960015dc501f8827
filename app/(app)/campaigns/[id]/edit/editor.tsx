"use client";
import { ListChecks } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { FormState } from "#components/forms/form-state.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { StatefulForm } from "#components/forms/submit-form.tsx";
import { useFormAction } from "#components/forms/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { autosaveCampaignAction, updateCampaignAction } from "../../actions.ts";
import { Autosave } from "./autosave.tsx";
import { markByKey } from "./toolbar.tsx";

type EditorProps = {
  campaignId: string;
  /** The version of the text that this page was rendered with. */
  version: string;
  children: ReactNode;
};

/**
 * The form around a draft: saves by itself, by Ctrl-S, and before the page is left. Ctrl-Enter goes to the check. Without
 * scripts it is a plain form with Save.
 */
export function Editor({ campaignId, version: first, children }: EditorProps) {
  const run = useFormAction(updateCampaignAction);
  const { state } = run;
  // Not taken from a later render: this text was begun from the version it was loaded with.
  const [version, setVersion] = useState(first);
  const [conflict, setConflict] = useState<FormState | null>(null);
  const area = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (state.version) setVersion(state.version);
    setConflict(state.fields?.version ? state : null);
  }, [state]);

  const press = (next: string) =>
    area.current?.querySelector<HTMLButtonElement>(`button[name="next"][value="${next}"]`)?.click();
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    markByKey(event);
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const next = { s: "save", enter: "check" }[event.key.toLowerCase()];
    if (!next) return;
    event.preventDefault();
    press(next);
  };
  const newer = conflict ?? (state.fields?.version ? state : null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of the fields and buttons inside.
    <div ref={area} onKeyDown={keys}>
      <StatefulForm run={run} hidden={{ campaignId, version }} repeatable>
        {newer && <Conflict campaignId={campaignId} state={newer} ofForm={newer === state} />}
        {children}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <SubmitButton
            name="next"
            value="save"
            variant="secondary"
            aria-keyshortcuts="Control+S"
            title="Ctrl-S"
          >
            Save
          </SubmitButton>
          <SubmitButton
            name="next"
            value="check"
            icon={<ListChecks aria-hidden="true" />}
            aria-keyshortcuts="Control+Enter"
            title="Ctrl-Enter"
          >
            Preview and check
          </SubmitButton>
          <Autosave
            save={autosaveCampaignAction}
            onVersion={setVersion}
            onConflict={setConflict}
            stopped={newer !== null}
          />
        </div>
      </StatefulForm>
    </div>
  );
}

/** Somebody saved another version. Theirs is in the campaign, the writer's own is still in the form. */
function Conflict({ campaignId, state, ofForm }: { campaignId: string; state: FormState; ofForm: boolean }) {
  return (
    <Notice
      tone="warn"
      role={ofForm ? undefined : "alert"}
      title={ofForm ? "There are two versions now" : state.message}
      action={
        <>
          <SubmitButton size="small" variant="secondary" name="next" value="copy">
            Save mine as a copy
          </SubmitButton>
          <SubmitButton size="small" variant="secondary" name="next" value="over">
            Replace theirs with mine
          </SubmitButton>
          <Button
            size="small"
            variant="ghost"
            external
            href={`/campaigns/${campaignId}/edit`}
            target="_blank"
          >
            See theirs
          </Button>
        </>
      }
    >
      Both are kept: theirs in the campaign, yours in this form.
      <input type="hidden" name="newer" value={state.fields?.version ?? ""} />
    </Notice>
  );
}
