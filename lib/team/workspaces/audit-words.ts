import { type EventWords, the, whom } from "#lib/core/audit/words.ts";

/** The workspace, and how its sample data is made. */
export const workspaceWords = {
  "workspace.create": {
    group: "settings",
    to: "make a workspace",
    target: "workspace",
    did: (facts) => `made ${the("workspace", facts)}`,
    shows: { name: "Name" },
  },
  "workspace.switch": {
    group: "settings",
    to: "go into a workspace",
    target: "workspace",
    did: (facts) => (facts.name ? `went into the workspace “${facts.name}”` : "went into a workspace"),
  },
  "workspace.update": {
    group: "settings",
    to: "change the workspace",
    target: "workspace",
    did: "changed the workspace’s settings",
  },
  "workspace.transfer_ownership": {
    group: "team",
    to: "transfer the ownership",
    target: "user",
    did: (facts) => `made ${whom(facts)} the owner in their place`,
  },
  "workspace.require_two_factor": {
    group: "two-factor",
    to: "change the workspace’s two-factor rule",
    target: "workspace",
    did: ({ detail }) =>
      detail.required
        ? "required two-factor authentication of everybody"
        : "no longer requires two-factor authentication of everybody",
    shows: { from: "From", told: "People told" },
  },
  "demo.sign_up": {
    group: "settings",
    to: "make the sample workspace’s owner",
    did: "made the sample workspace’s owner",
  },
  "demo.clear": {
    group: "settings",
    to: "clear a sample workspace that was not finished",
    did: "cleared a sample workspace that was not finished",
  },
  "demo.back_date": {
    group: "settings",
    to: "date the sample data back",
    did: "dated the sample data back over six weeks, while this log keeps the true times",
  },
} satisfies Record<string, EventWords>;
