/** The values of a form that may be kept: by name, in the order of its fields. */
export type FieldValues = Record<string, string[]>;

const secretName = /password|secret|code|token|stepup/i;
const secretHint = /password|one-time-code|^cc-/;
const textless = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Returns what a user typed or chose. Leaves out passwords, codes, secrets, files and hidden fields. */
export function valuesOf(form: HTMLFormElement): FieldValues {
  const values = new Map<string, string[]>();
  for (const control of controlsOf(form)) add(values, control);
  return Object.fromEntries(values);
}

/** Returns what the server wrote into a form, whatever was typed before the page's script ran. */
export function writtenValuesOf(form: HTMLFormElement): FieldValues {
  const values = new Map<string, string[]>();
  for (const control of controlsOf(form)) add(values, writtenIn(control));
  return Object.fromEntries(values);
}

/** Tells a form's listeners of each field that no longer holds what the server wrote. */
export function tellTyped(form: HTMLFormElement) {
  for (const control of controlsOf(form)) {
    const written = writtenIn(control);
    const same = isChoice(control)
      ? control.checked === (written as HTMLInputElement).checked
      : control.value === written.value;
    if (!same) control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Puts values back and tells listeners so. Returns whether a field took one. */
export function putValues(form: HTMLFormElement, values: FieldValues): boolean {
  const rest = new Map(Object.entries(values).map(([name, of]) => [name, [...of]]));
  let took = false;
  for (const control of controlsOf(form)) {
    const of = rest.get(control.name);
    if (!of) continue;
    if (isChoice(control)) {
      const checked = of.includes(control.value);
      if (control.checked === checked) continue;
      control.checked = checked;
    } else {
      const value = of.shift();
      if (value === undefined || value === control.value) continue;
      setValue(control, value);
    }
    took = true;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return took;
}

export const sameValues = (one: FieldValues, other: FieldValues) =>
  JSON.stringify(one) === JSON.stringify(other);

/** Returns whether a form has a field for free text of several lines. */
export const hasFreeText = (form: HTMLFormElement) =>
  controlsOf(form).some((control) => control instanceof HTMLTextAreaElement);

function controlsOf(form: HTMLFormElement): Control[] {
  return Array.from(form.elements).filter((element): element is Control => {
    const control =
      element instanceof HTMLInputElement ||
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement;
    if (!control || !element.name || element.disabled) return false;
    return (
      !textless.has(element.type) && !secretName.test(element.name) && !secretHint.test(element.autocomplete)
    );
  });
}

function add(values: Map<string, string[]>, control: Control) {
  const of = values.get(control.name) ?? [];
  if (!isChoice(control) || control.checked) of.push(control.value);
  values.set(control.name, of);
}

/** Returns a copy of a control as the page came. A reset knows every kind of control. */
function writtenIn<C extends Control>(control: C): C {
  const form = document.createElement("form");
  const copy = control.cloneNode(true) as C;
  form.append(copy);
  form.reset();
  return copy;
}

const isChoice = (control: Control): control is HTMLInputElement =>
  control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");

// React watches the property on the element; the prototype's setter lets it notice the change.
function setValue(control: Control, value: string) {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), "value")?.set?.call(control, value);
}
