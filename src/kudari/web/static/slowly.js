// One step, slowly: the numbers of one update of the study that the form describes.
import { html, useState } from "./vendor/preact.js";

const whole = (event) => Math.max(0, Math.round(Number(event.target.value)) || 0);

/** A method's label, as `NAME(INNER)+SCHEDULE` where it has none of its own. */
function called({ name, inner, schedule, label }) {
  return label || `${inner ? `${name}(${inner})` : name}${schedule && schedule !== "constant" ? `+${schedule}` : ""}`;
}

export function OneStepPanel({ study, api, t, language }) {
  const [shown, setShown] = useState(null), [asked, setAsked] = useState({ step: 0, seed: 0, method: "" }), [problem, setProblem] = useState("");
  const load = async (more) => {
    const next = { ...asked, ...more };
    setAsked(next);
    setProblem("");
    try {
      const [{ OneStep }, said] = await Promise.all([import("./step.js"), api.ask("step", { study, ...next })]);
      setShown({ OneStep, data: said });
    } catch (error) { setShown(null); setProblem(error.message); }
  };
  return html`<details class="tool" onToggle=${(event) => event.target.open && !shown && load({})}>
    <summary><h2>${t("page.step.title")}</h2></summary>
    <p>${t("page.step.about")}</p>
    <p class="row"><label>${t("page.step.which")} <input type="number" min="0" value=${asked.step} onChange=${(event) => load({ step: whole(event) })} /></label>
      <label>${t("page.choice.seed")} <input type="number" min="0" value=${asked.seed} onChange=${(event) => load({ seed: whole(event) })} /></label>
      ${study.methods.length > 1 && html`<label>${t("page.choice.method")} <select value=${asked.method} onChange=${(event) => load({ method: event.target.value })}>
        ${study.methods.map((one) => html`<option key=${called(one)} value=${called(one)}>${called(one)}</option>`)}</select></label>`}
      <button type="button" onClick=${() => load({ step: asked.step + 1 })}>${t("page.step.following")}</button></p>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    ${shown && html`<${shown.OneStep} data=${shown.data} t=${t} language=${language} />`}
  </details>`;
}
