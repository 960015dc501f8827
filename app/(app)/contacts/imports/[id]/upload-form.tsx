"use client";
import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { FileDrop } from "#components/forms/file-drop.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { formatBytes, formatPercent } from "#components/ui/format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { fileProblem } from "./file-problem.ts";

type Sending = { name: string; sent: number; total: number };

const cutOff = "The upload was cut off. Check your connection, then upload the file again.";

/**
 * A plain multipart form that goes to the edge, token before file. Where scripts run it shows how far the upload is, can be
 * stopped, and refuses what cannot be a list before a byte is sent.
 */
export function UploadForm({ path, token, children }: { path: string; token: string; children: ReactNode }) {
  const [problem, setProblem] = useState<string>();
  const [sending, setSending] = useState<Sending | null>(null);
  const request = useRef<XMLHttpRequest | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const router = useRouter();

  useEffect(() => {
    // Without scripts the browser asks for a file; with them the words beside the field do.
    if (form.current) form.current.noValidate = true;
    return () => request.current?.abort();
  }, []);
  useEffect(() => {
    if (!sending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [sending]);

  const refuse = (words: string) => {
    setSending(null);
    setProblem(words);
    form.current?.querySelector<HTMLInputElement>("input[type=file]")?.focus();
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const file = data.get("file");
    const found = fileProblem(file instanceof File ? file : null);
    if (found || !(file instanceof File)) return refuse(found ?? "Choose a file.");

    setProblem(undefined);
    setSending({ name: file.name, sent: 0, total: file.size });
    const xhr = new XMLHttpRequest();
    request.current = xhr;
    xhr.open("POST", path);
    xhr.setRequestHeader("accept", "application/json");
    // The form around the file weighs a little too: what counts is the file.
    xhr.upload.onprogress = ({ loaded, total }) =>
      setSending({ name: file.name, sent: Math.round((loaded / total) * file.size), total: file.size });
    xhr.onerror = () => refuse(cutOff);
    xhr.onabort = () => setSending(null);
    xhr.onload = () => {
      if (xhr.status === 201) router.refresh();
      else refuse(detailOf(xhr.responseText) ?? cutOff);
    };
    xhr.send(data);
  };

  return (
    <>
      <form
        ref={form}
        action={path}
        method="post"
        encType="multipart/form-data"
        onSubmit={send}
        className={sending ? "hidden" : "grid gap-4"}
      >
        <input type="hidden" name="token" value={token} />
        <Field
          name="file"
          label="File of contacts"
          error={problem}
          hint="Excel (.xlsx), CSV, tab-separated text or NDJSON up to 2 GB, in UTF-8 or another common encoding. Only the columns you choose next are kept."
        >
          <FileDrop accept=".csv,.xlsx,.xlsm,.tsv,.tab,.txt,.ndjson,.jsonl,text/csv,text/plain,text/tab-separated-values,application/x-ndjson,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" />
        </Field>
        <div>
          <Button type="submit" variant="primary" icon={<Upload aria-hidden="true" />}>
            Upload file
          </Button>
        </div>
      </form>
      {sending ? <UploadProgress sending={sending} cancel={() => request.current?.abort()} /> : children}
    </>
  );
}

function UploadProgress({
  sending: { name, sent, total },
  cancel,
}: {
  sending: Sending;
  cancel: () => void;
}) {
  const share = total > 0 ? sent / total : 0;
  const whole = sent >= total;
  return (
    <section className="grid gap-3 rounded-l border border-line bg-surface p-4">
      <h2 role="status" className="text-14 wrap-anywhere">
        {whole ? `Storing ${name}` : `Uploading ${name}`}
      </h2>
      <ProgressBar label="Uploaded" value={whole ? null : sent} max={total} />
      <p className="text-13 text-ink-faint tabular-nums">
        {formatPercent(share, 0)} · {formatBytes(sent)} of {formatBytes(total)}
      </p>
      {!whole && (
        <div>
          <Button onClick={cancel}>Stop upload</Button>
        </div>
      )}
    </section>
  );
}

/** The words of an RFC 9457 answer. */
function detailOf(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === "string" ? detail : undefined;
  } catch {
    return undefined;
  }
}
