import { subscribeForm } from "./subscribe-form.ts";

const most = 10_000;
const known = new Map<string, string>();

/**
 * Returns the workspace of a newsletter that takes subscribers, or null. Which workspace a newsletter belongs to never changes, so that
 * it is looked up once; whether it still takes anybody is asked when the signup is written.
 * @throws AppError unavailable.
 */
export async function workspaceOfForm(newsletterId: string): Promise<string | null> {
  const found = known.get(newsletterId);
  if (found) return found;
  const form = await subscribeForm(newsletterId);
  if (!form) return null;
  if (known.size >= most) known.clear();
  known.set(newsletterId, form.workspaceId);
  return form.workspaceId;
}
