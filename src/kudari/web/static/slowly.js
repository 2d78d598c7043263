// One step, slowly: the numbers of one update of the study that the form describes.
import { html, useState } from "./vendor/preact.js";

export function OneStepPanel({ study, api, t, language }) {
  const [shown, setShown] = useState(null), [step, setStep] = useState(0), [problem, setProblem] = useState("");
  const load = async (at) => {
    setStep(at);
    setProblem("");
    try {
      const [{ OneStep }, said] = await Promise.all([import("./step.js"), api.ask("step", { study, step: at })]);
      setShown({ OneStep, data: said });
    } catch (error) { setShown(null); setProblem(error.message); }
  };
  return html`<details class="tool" onToggle=${(event) => event.target.open && !shown && load(step)}>
    <summary><h2>${t("page.step.title")}</h2></summary>
    <p>${t("page.step.about")}</p>
    <p class="row"><label>${t("page.step.which")} <input type="number" min="0" value=${step} onChange=${(event) => load(Math.max(0, Number(event.target.value) || 0))} /></label>
      <button type="button" onClick=${() => load(step + 1)}>${t("page.step.following")}</button></p>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    ${shown && html`<${shown.OneStep} data=${shown.data} t=${t} language=${language} />`}
  </details>`;
}
