// Makes newsletters that take subscribers, in the database of its environment; says for each the mark of a form made a while ago.
// node populate-forms.ts <forms>
import { signRenderTime } from "#lib/audience/subscribe-forms/render-time.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";

const [forms = 0] = process.argv.slice(2).map(Number);
const { workspaceId } = await makeMember();
const key = await linkKey();
const made = [];
for (let n = 0; n < forms; n++) {
  const { id } = await makeNewsletter(workspaceId, `Letter ${n}`);
  made.push({ id, mark: signRenderTime(key, id, Date.now() - 60_000) });
}
process.send?.({ ready: true, forms: made }, () => process.exit(0));
