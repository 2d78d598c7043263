// What the command line calls check and range: the gradient held against others, and which learning rates work.
import { html, useState } from "./vendor/preact.js";
import { Markup } from "./fragment.js";
import { Progress, Stop, useJob } from "./job.js";

/** What each may be told besides the study, with a hint of what stands there where nothing is said. */
const FIELDS = {
  check: { at: () => "start", gradient: () => "backprop,central", seed: () => "0" },
  range: { low: (t) => t("page.by_itself"), high: (t) => t("page.by_itself") },
};

/** What was typed as the server reads it: the letters of a Japanese keyboard are plain ones. */
const plain = (text) => text.normalize("NFKC").replaceAll("、", ",").trim();

/** The fields in which something stands. */
const given = (typed) => Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, plain(text)]).filter(([, text]) => text));

export function Tools({ study, api, t, language }) {
  return html`${Object.keys(FIELDS).map((kind) => html`<${Tool} key=${kind} kind=${kind} study=${study} api=${api} t=${t} language=${language} />`)}`;
}

function Tool({ kind, study, api, t, language }) {
  const job = useJob(api, kind), [typed, type] = useState({}), [of, setOf] = useState("");
  const values = { study, ...given(typed) }, now = JSON.stringify([values, language]);
  const start = () => {
    if (job.going) return;
    setOf(now);
    job.start(values);
  };
  return html`<details class="tool" data-tool=${kind}>
    <summary><h2>${t(`page.tool.${kind}`)}</h2></summary>
    <p>${t(`page.tool.${kind}.about`)}</p>
    <form novalidate onSubmit=${(event) => { event.preventDefault(); start(); }}>
      <details class="more"><summary>${t("page.more")}</summary><p class="row">
        ${Object.entries(FIELDS[kind]).map(([name, hint]) => html`<label key=${name}>${t(`page.tool.field.${name}`)} <input type="text" name=${name} maxlength="1000"
          placeholder=${hint(t)} value=${typed[name] || ""} onInput=${(event) => type({ ...typed, [name]: event.target.value })} /></label>`)}</p></details>
      <p><button type="submit" data-action="start" aria-disabled=${job.going}>${t(`page.tool.${kind}.start`)}</button> <${Stop} job=${job} t=${t} /></p>
    </form>
    <${Progress} job=${job} t=${t} />
    ${job.answer && of !== now && html`<p class="note" data-old role="status">${t("page.tool.old", { start: t(`page.tool.${kind}.start`) })}</p>`}
    ${job.answer && html`<${Markup} markup=${job.answer.markup} t=${t} />`}
  </details>`;
}
