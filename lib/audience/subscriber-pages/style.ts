import { senderColours } from "./sender-colours.ts";
import { tokens } from "./tokens.ts";

const written = Object.entries(tokens).map(([name, value]) => `--${name}:${value}`);
const senders = senderColours.map((name) => `.${name}{--accent:var(--sender-${name})}`);

/** The one style of all subscribers' pages, sent inside each, so that a page is a single request. */
export const style = `:root{color-scheme:light dark;${written.join(";")}}
${senders.join("\n")}
*{box-sizing:border-box}
html{text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 ui-sans-serif,system-ui,sans-serif;min-height:100dvh;display:grid;grid-template-rows:auto 1fr auto;overflow-wrap:anywhere}
.band{height:4px;background:var(--accent)}
main{width:100%;max-width:32rem;margin:0 auto;padding:2.5rem 1rem}
@media(min-width:40rem){main{padding-block:4rem}}
h1{font-size:1.25rem;line-height:1.75rem;font-weight:600;letter-spacing:-.011em;margin:0;text-wrap:balance}
h2{font-size:1rem;font-weight:600;margin:0}
p,ul{margin:0}
ul{padding-inline-start:1.25rem}
a{color:inherit}
.logo{display:block;max-width:min(100%,15rem);max-height:5rem;width:auto;height:auto;margin-block-end:.75rem}
.file{white-space:nowrap}
.sender{color:var(--ink-soft);margin-block-end:.75rem}
.card{border:1px solid var(--line);border-radius:10px;background:var(--surface);padding:1.5rem;display:grid;gap:1rem}
@media(width<40rem){.card{padding:1.25rem}}
.note{border:1px solid var(--line);border-radius:6px;background:var(--sunken);padding:.75rem}
.soft{color:var(--ink-soft)}
.wrong{color:var(--danger-ink)}
.address{margin-block-start:1rem;font-size:.8125rem;line-height:1.25rem;color:var(--ink-faint);white-space:pre-line}
body>footer{padding:1.5rem 1rem;text-align:center;font-size:.8125rem;color:var(--ink-faint)}
form,fieldset{display:grid;gap:.75rem;margin:0;padding:0;border:0;min-width:0}
.rule{border-block-start:1px solid var(--line);padding-block-start:1rem}
legend{padding:0;margin-block-end:.5rem;font-weight:500}
label{display:grid;gap:.25rem}
label.choice{display:flex;gap:.625rem;align-items:flex-start;min-height:1.75rem}
.choice input{width:1.125rem;height:1.125rem;margin:.1875rem 0 0;flex:none;accent-color:var(--accent)}
.lines{display:grid;gap:.75rem;list-style:none;padding:0}
input:not([type=checkbox],[type=radio]),textarea,select{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--line-control);border-radius:6px;padding:.5rem .75rem;width:100%;min-height:2.5rem}
textarea{min-height:5rem;resize:vertical}
button{font:inherit;font-weight:500;text-align:center;border-radius:6px;border:1px solid var(--line-control);background:var(--surface);color:var(--ink);padding:.5rem 1rem;min-height:2.75rem;justify-self:start;max-width:100%;cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-sender)}
button:disabled{opacity:.55;cursor:default}
p:empty{display:none}
button:hover{border-color:var(--ink-soft)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.away{position:absolute;inset-inline-start:-200vw}`;
