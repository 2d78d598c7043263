// One step, slowly: the numbers of one update of the study that the form describes.
import { labelOf } from "./form-values.js";
import { html, useEffect, useState } from "./vendor/preact.js";

const SOON = 250;

/** The numbers of what is asked for, when it has not changed for a moment; {data, problem, old: they are of something else}. */
function useNumbers(values, open, api, language) {
  const [known, setKnown] = useState({ of: "" }), now = JSON.stringify([values, language]);
  useEffect(() => {
    if (!open || known.of === now) return undefined;
    // What comes when something else is asked for is too late.
    let current = true;
    const load = async () => {
      let found;
      try {
        const [{ OneStep }, data] = await Promise.all([import("./step.js"), api.ask("step", values)]);
        found = { OneStep, data };
      } catch (error) { found = { problem: error.message }; }
      if (current) setKnown({ ...found, of: now });
    };
    const timer = setTimeout(load, known.of ? SOON : 0);
    return () => { current = false; clearTimeout(timer); };
  }, [open, now]);
  return { ...known, old: open && known.of !== now };
}

export function OneStepPanel({ study, api, t, language }) {
  const [asked, ask] = useState({ step: "0", seed: "0", method: "" }), [open, setOpen] = useState(false);
  const labels = (study.methods || []).map(labelOf);
  // A method that was taken out of the form is asked for no more.
  const method = labels.includes(asked.method) ? asked.method : "";
  const { OneStep, data, problem, old } = useNumbers({ study, step: asked.step, seed: asked.seed, method }, open, api, language);
  const number = (name, label) => html`<label>${t(label)} <input type="number" name=${name} min="0" value=${asked[name]} onInput=${(event) => ask({ ...asked, [name]: event.target.value })} /></label>`;
  return html`<details class="tool" data-tool="step" onToggle=${(event) => { if (event.target === event.currentTarget) setOpen(event.target.open); }}>
    <summary><h2>${t("page.step.title")}</h2></summary>
    <p>${t("page.step.about")}</p>
    <p class="row">${number("step", "page.step.which")}${number("seed", "page.choice.seed")}
      ${labels.length > 1 && html`<label>${t("page.choice.method")} <select name="method" value=${method || labels[0]} onChange=${(event) => ask({ ...asked, method: event.target.value })}>
        ${labels.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}</select></label>`}
      <button type="button" onClick=${() => ask({ ...asked, step: String((Number(asked.step) || 0) + 1) })}>${t("page.step.following")}</button></p>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    ${open && !data && !problem && html`<p class="waiting">${t("page.loading")}</p>`}
    ${data && html`<div aria-busy=${old} data-old=${old}><${OneStep} data=${data} t=${t} /></div>`}
  </details>`;
}
