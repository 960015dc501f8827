"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { PlainForm } from "#components/forms/plain-form.tsx";
import type { PlainAction } from "./nav-model.ts";
import { type Theme, themes } from "./theme.ts";

const looks = {
  system: { label: "Like the system", Icon: Monitor },
  light: { label: "Light", Icon: Sun },
  dark: { label: "Dark", Icon: Moon },
};

/** Three buttons of one form; the action receives `theme` and sets the cookie. With scripts the page turns at once. */
export function ThemeToggle({ theme, action }: { theme: Theme; action: PlainAction }) {
  const [chosen, setChosen] = useState(theme);
  useEffect(() => setChosen(theme), [theme]);
  return (
    <PlainForm action={action} className="inline-flex rounded-m border border-line bg-sunken p-0.5">
      {themes.map((value) => {
        const { label, Icon } = looks[value];
        return (
          <button
            key={value}
            type="submit"
            name="theme"
            value={value}
            aria-label={label}
            title={label}
            aria-pressed={chosen === value}
            onClick={() => {
              setChosen(value);
              document.documentElement.dataset.theme = value;
            }}
            className="grid size-7 cursor-pointer place-items-center rounded-s text-ink-faint hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink touch:size-9"
          >
            <Icon aria-hidden="true" />
          </button>
        );
      })}
    </PlainForm>
  );
}
