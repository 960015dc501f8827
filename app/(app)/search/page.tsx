import type { Metadata } from "next";
import Link from "next/link";
import { PlainForm } from "#components/forms/plain-form.tsx";
import type { PaletteItem } from "#components/shell/nav-model.ts";
import { searchItems } from "#components/shell/search-items.ts";
import { Field } from "#components/ui/field.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { cutText } from "#lib/core/cut-text.ts";
import { looksAfterInstallation } from "#lib/operations/encryption-keys/looks-after.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { chooseThemeAction, signOutAction } from "../actions.ts";
import { one, type Search } from "../address.ts";
import { paletteFor } from "../navigation.tsx";
import { findByName } from "./find.ts";

export const metadata: Metadata = { title: "Search" };

/** The palette as a page: for browsers without scripts, and to share a search as a link. */
export default async function SearchPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireMember();
  const query = cutText(one((await searchParams).q) ?? "", 100);
  const [records, installation] = await Promise.all([
    query ? findByName(actor, query) : [],
    looksAfterInstallation(actor, {}),
  ]);
  const items = paletteFor(actor, { signOut: signOutAction, chooseTheme: chooseThemeAction }, installation);
  const pages = searchItems(items, query);
  return (
    <>
      <PageHeader
        title="Search"
        description="Pages, actions, contacts, campaigns, newsletters, members and API keys."
      />
      <div className="mb-4 flex">
        <FilterBar action="/search" submit="Search" clearHref={query ? "/search" : undefined}>
          <Field name="q" label="Search by name or address" optional quiet>
            <Input
              type="search"
              key={query}
              defaultValue={query}
              autoFocus
              placeholder="Name, address or page"
              autoComplete="off"
              maxLength={100}
            />
          </Field>
        </FilterBar>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {query && pages.length === 0 && records.length === 0 && (
          <p role="status" className="text-ink-soft">
            Nothing by that name. Try the start of a name or an address.
          </p>
        )}
        {records.length > 0 && (
          <Panel title="Records" flush>
            <ul className="p-1.5">
              {records.map(({ href, label, detail, kind }) => (
                <li key={href}>
                  <Link href={href} className="menu-item">
                    <span className="min-w-0 flex-1 truncate">
                      {label} {detail && <span className="text-13 text-ink-faint">{detail}</span>}
                    </span>
                    <span className="text-13 text-ink-faint">{kind}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        )}
        {pages.length > 0 && (
          <Panel title="Pages and actions" flush>
            <ul className="p-1.5">
              {pages.map((item) => (
                <li key={item.id}>
                  <Place item={item} />
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </>
  );
}

function Place({ item: { id, label, href, action, field, group, icon } }: { item: PaletteItem }) {
  const words = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <span className="text-13 text-ink-faint">{group}</span>
    </>
  );
  if (!action)
    return (
      <Link href={href ?? "/"} prefetch={false} className="menu-item">
        {words}
      </Link>
    );
  return (
    <PlainForm
      action={action}
      signsOut={id === "sign-out"}
      data-sign-out={id === "sign-out" ? "" : undefined}
    >
      <button type="submit" name={field?.name} value={field?.value} className="menu-item w-full">
        {words}
      </button>
    </PlainForm>
  );
}
