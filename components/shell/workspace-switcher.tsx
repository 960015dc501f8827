import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { PlainForm } from "#components/forms/plain-form.tsx";
import { Menu, MenuButton, MenuLabel, MenuLine, MenuLink } from "#components/ui/menu.tsx";
import type { PlainAction, WorkspaceChoice } from "./nav-model.ts";

export type WorkspaceSwitcherProps = {
  current: WorkspaceChoice;
  /** All of the person's workspaces, the current one included. */
  all: WorkspaceChoice[];
  /** Receives `workspaceId`. */
  switchAction: PlainAction;
  createHref?: string;
};

/** Which workspace this is, and the way to another. */
export function WorkspaceSwitcher({ current, all, switchAction, createHref }: WorkspaceSwitcherProps) {
  return (
    <Menu
      triggerClassName="side-link w-full min-w-0 cursor-pointer text-start"
      trigger={
        <>
          <Initial name={current.name} />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium text-ink">{current.name}</span>
          </span>
          <span className="sr-only">, switch workspace</span>
          <ChevronsUpDown aria-hidden="true" />
        </>
      }
    >
      <MenuLabel>Workspaces</MenuLabel>
      <PlainForm action={switchAction}>
        {all.map((workspace) => (
          <MenuButton
            key={workspace.id}
            type="submit"
            name="workspaceId"
            value={workspace.id}
            aria-current={workspace.id === current.id ? "true" : undefined}
            icon={<Initial name={workspace.name} />}
            detail={workspace.id === current.id ? <Check aria-label="Current" /> : workspace.detail}
          >
            {workspace.name}
          </MenuButton>
        ))}
      </PlainForm>
      {createHref && (
        <>
          <MenuLine />
          <MenuLink href={createHref} icon={<Plus aria-hidden="true" />}>
            New workspace
          </MenuLink>
        </>
      )}
    </Menu>
  );
}

function Initial({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-5 flex-none place-items-center rounded-s bg-accent font-strong text-13 text-on-accent leading-none"
    >
      {[...name.trim()][0]?.toUpperCase() ?? "·"}
    </span>
  );
}
