"use server";
import { redirect } from "next/navigation";
import type { FormState } from "#components/forms/form-state.ts";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import { formFailure } from "#lib/web/form-failure.ts";
import { longestShown } from "#lib/web/form-input.ts";
import { currentSubscriber } from "#lib/web/subscriber.ts";

/** One click on one page (16 CFR 316.5). The page then shows what holds, so a reload asks nothing again. */
export async function unsubscribeAction(_before: FormState, data: FormData): Promise<FormState> {
  const token = String(data.get("token") ?? "");
  try {
    const subscriber = await currentSubscriber(token);
    if (!subscriber)
      return { status: "error", message: "This link does not work. Open it from the message itself." };
    const scope = data.get("scope") === "all" || !subscriber.newsletterId ? "all" : "newsletter";
    await unsubscribe(subscriber, { scope, source: "unsubscribe_page" });
  } catch (error) {
    return formFailure(error, data, { command: "contact.unsubscribe" }, longestShown.visitor);
  }
  redirect(`/unsubscribe/${token}`);
}
