"use client";
import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { paletteId } from "./command-palette.tsx";

type PaletteButtonProps = { compact?: boolean; children?: ReactNode };

/** Renders a link to the search page; with scripts it opens the palette in place. */
export function PaletteButton({ compact, children }: PaletteButtonProps) {
  return (
    <Button
      href="/search"
      prefetch={false}
      variant={compact ? "ghost" : undefined}
      aria-label={compact ? "Search and go to" : undefined}
      icon={<Search aria-hidden="true" />}
      className={compact ? undefined : "w-full justify-start! font-regular! text-ink-faint!"}
      onClick={(event) => {
        const palette = document.getElementById(paletteId);
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        if (!(palette instanceof HTMLDialogElement)) return;
        event.preventDefault();
        if (!palette.open) palette.showModal();
      }}
    >
      {children}
    </Button>
  );
}
