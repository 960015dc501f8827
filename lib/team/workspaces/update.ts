import { eq } from "drizzle-orm";
import { z } from "zod";
import { workspaces } from "#db/schema/workspaces.ts";
import { senderColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { timeZone } from "#lib/core/time-zone.ts";
import { senderName, workspaceName } from "#lib/mail/names.ts";
import { postalAddress } from "./postal-address.ts";

const senderColour = z.enum(senderColours, "Choose one of the colours.");
const canadianConsent = z.enum(["express", "implied"], "Choose one of the two.");
const audience = z.enum(["worldwide", "canada", "europe", "elsewhere"], "Choose where your readers live.");

/** Changes a workspace's name and its mail's sender. Absent fields stay. */
export const updateWorkspace = command({
  name: "workspace.update",
  allow: workspaceAdmin,
  input: z
    .object({
      name: workspaceName,
      senderName,
      senderColour,
      postalAddress,
      timeZone,
      canadianConsent,
      audience,
    })
    .partial()
    .refine((input) => Object.values(input).some((value) => value !== undefined), "Nothing was changed."),
  async run({ tx, actor }, input) {
    const [before] = await tx
      .select({
        name: workspaces.name,
        senderName: workspaces.senderName,
        senderColour: workspaces.senderColour,
        postalAddress: workspaces.postalAddress,
        timeZone: workspaces.timeZone,
        canadianConsent: workspaces.canadianConsent,
        audience: workspaces.audience,
      })
      .from(workspaces)
      .where(eq(workspaces.id, actor.workspaceId))
      .for("update");
    if (!before) throw notFound("workspace");
    const { name, senderName, senderColour, postalAddress, timeZone, canadianConsent, audience } = input;
    const after = {
      name: name ?? before.name,
      senderName: senderName ?? before.senderName,
      senderColour: senderColour ?? before.senderColour,
      postalAddress: postalAddress ?? before.postalAddress,
      timeZone: timeZone ?? before.timeZone,
      canadianConsent: canadianConsent ?? before.canadianConsent,
      audience: audience ?? before.audience,
    };
    await tx.update(workspaces).set(after).where(eq(workspaces.id, actor.workspaceId));

    return {
      result: after,
      audit: { target: actor.workspaceId, changed: changesBetween(before, after, fields) },
    };
  },
});

const fields = [
  "name",
  "senderName",
  "senderColour",
  "postalAddress",
  "timeZone",
  "canadianConsent",
  "audience",
] as const;
