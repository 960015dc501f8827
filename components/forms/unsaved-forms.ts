type Watched = {
  /** Returns whether leaving the page would lose text. */
  isDirty: () => boolean;
  form: HTMLFormElement;
};

const forms = new Set<Watched>();
const savers = new WeakMap<HTMLFormElement, () => Promise<boolean>>();

/** Adds a form. Returns a function that takes it off. */
export function watchForm(watched: Watched): () => void {
  forms.add(watched);
  return () => forms.delete(watched);
}

/** Lets a form that saves by itself be saved before its page is left. `save` returns whether it was. */
export function saveBeforeLeaving(form: HTMLFormElement, save: () => Promise<boolean>) {
  savers.set(form, save);
}

let leavesFreely = false;

/** Lets this page be left without a question, because its session ended and nobody may read on. */
export function leaveFreely() {
  leavesFreely = true;
}

/** Returns whether leaving the page would lose text. */
export const hasUnsavedForms = () => !leavesFreely && [...forms].some(({ isDirty }) => isDirty());

/** Saves the forms that can save themselves. Returns whether any text is left unsaved. */
export async function saveForms(): Promise<boolean> {
  for (const { isDirty, form } of forms) if (isDirty()) await savers.get(form)?.();
  return hasUnsavedForms();
}

/** Returns whether every unsaved form can save itself. */
export const canSaveForms = () => [...forms].every(({ isDirty, form }) => !isDirty() || savers.has(form));
