/**
 * Attributes that let a button open or close a dialog without any script (HTML invoker commands).
 * React's types do not know them yet, hence the plain record.
 */
export function invoke(dialogId: string, command: "show-modal" | "close"): Record<string, string> {
  return { command, commandfor: dialogId };
}

/** For browsers older than invoker commands: does with a script what `invoke` does without. */
export function invokeByScript(dialogId: string, command: "show-modal" | "close") {
  if (typeof HTMLButtonElement !== "undefined" && "commandForElement" in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(dialogId);
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (command === "close") dialog.close();
  else if (!dialog.open) dialog.showModal();
}
