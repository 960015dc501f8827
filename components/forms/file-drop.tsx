"use client";
import { FileText, Upload } from "lucide-react";
import { type ComponentProps, type DragEvent, type ReactNode, useRef, useState } from "react";
import { formatBytes } from "#components/ui/format.ts";
import { useControl } from "#components/ui/use-control.ts";

type FileDropProps = Omit<ComponentProps<"input">, "type"> & { children?: ReactNode };

/** Renders the browser's file input in an area that also takes a dropped file. Goes inside a Field. */
export function FileDrop({ children, ...rest }: FileDropProps) {
  const { attributes } = useControl(rest);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [files, setFiles] = useState<File[]>([]);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!input.current || event.dataTransfer.files.length === 0) return;
    input.current.files = event.dataTransfer.files;
    setFiles(Array.from(event.dataTransfer.files));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the input inside is the way in.
    <div
      className="drop"
      data-over={over ? "" : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {files.length > 0 ? <FileText aria-hidden="true" /> : <Upload aria-hidden="true" />}
      <p className="text-ink">
        {files.length > 0
          ? files.map((file) => `${file.name}, ${formatBytes(file.size)}`).join("; ")
          : (children ?? "Drop a file here, or choose one")}
      </p>
      <input
        ref={input}
        {...rest}
        {...attributes}
        type="file"
        onChange={(event) => setFiles(Array.from(event.target.files ?? []))}
      />
    </div>
  );
}
