for (const field of document.querySelectorAll("input[data-challenge]")) {
  const form = field.form;
  const button = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  const challenge = JSON.parse(field.dataset.challenge);
  const worker = new Worker("/subscribe/prove-worker.js");
  button.disabled = true;
  status.textContent = status.dataset.working;
  worker.onmessage = ({ data }) => {
    worker.terminate();
    button.disabled = false;
    if (!data?.derivedKey) return;
    const solution = { counter: data.counter, derivedKey: data.derivedKey };
    field.value = btoa(JSON.stringify({ challenge, solution }));
    status.textContent = status.dataset.done;
  };
  worker.onerror = () => {
    button.disabled = false;
    status.textContent = "";
  };
  worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1, timeout: 120000 });
}
