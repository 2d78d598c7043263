// The study form: every change makes a study, and the server tells at once what it would cost.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Cost } from "./form-cost.js";
import { AGAIN } from "./form-fields.js";
import { Methods } from "./form-methods.js";
import { ProblemPart } from "./form-problem.js";
import { Advanced, Changes, Compare, Runs } from "./form-runs.js";
import { found, same } from "./form-values.js";

const SOON = 250;

/** What is shown in the place of a cost. That nobody answers is no refusal of the study. */
const without = (error) => (error.offline
  ? { refused: "", field: "", notes: [error.message], again: AGAIN }
  : { refused: error.message, field: "", notes: [] });

/** The cost of a study, asked for when it has not changed for a moment; only the newest answer counts. */
function useCost(study, api, language, onCost) {
  const [{ cost, of }, setKnown] = useState({ cost: null, of: "" }), number = useRef(0), asked = JSON.stringify([study, language]);
  useEffect(() => {
    const mine = (number.current += 1);
    const fresh = () => mine === number.current;
    let timer;
    const ask = async () => {
      let said;
      try { said = await api.ask("cost", { study, language }); } catch (error) { said = without(error); }
      if (!fresh()) return;
      setKnown({ cost: said, of: asked });
      if (onCost) onCost(said);
      // A first answer may still be measured while we wait, and a lost server may come back.
      if (said.again) timer = setTimeout(ask, said.again * 1000);
    };
    if (onCost) onCost(null);
    timer = setTimeout(ask, cost ? SOON : 0);
    return () => { number.current += 1; clearTimeout(timer); };
  }, [asked]);
  return { cost, waiting: of !== asked };
}

/** Everything that can be chosen of a study. `study` is its mapping, as in a study.toml. */
export function StudyForm({ study, setStudy, choices, t, language, api, onCost }) {
  const { cost, waiting } = useCost(study, api, language, onCost);
  const problem = study.problem || {};
  const shared = {
    study, setStudy, choices, t, language, api, cost,
    entry: found(choices.problems, problem.name) || choices.problems[0],
    errorAt: (path) => (cost && cost.refused && cost.field === path ? cost.refused : ""),
  };
  return html`<form class="study-form" aria-label=${t("page.form.title")} onSubmit=${(event) => event.preventDefault()}>
    <${Studies} ...${shared} />
    <section aria-labelledby="form-problem"><h2 id="form-problem">${t("page.form.problem")}</h2><${ProblemPart} ...${shared} /></section>
    <section aria-labelledby="form-methods"><h2 id="form-methods">${t("page.form.methods")}</h2><${Methods} ...${shared} /></section>
    <section aria-labelledby="form-runs"><h2 id="form-runs">${t("page.form.runs")}</h2>
      <${Runs} ...${shared} /><${Changes} ...${shared} /><${Compare} ...${shared} /><${Advanced} ...${shared} /></section>
    <${Cost} cost=${cost} waiting=${waiting} t=${t} language=${language} />
  </form>`;
}

/** The named studies, one click each; below, what the chosen one is. */
function Studies({ study, setStudy, choices, t }) {
  const [over, setOver] = useState("");
  const chosen = choices.studies.find((one) => same(one.study, study));
  const line = (found(choices.studies, over) || chosen || {}).line || t("page.form.studies.help");
  const look = (name) => ({ onMouseEnter: () => setOver(name), onMouseLeave: () => setOver(""), onFocus: () => setOver(name), onBlur: () => setOver("") });
  return html`<section class="named" aria-labelledby="form-studies"><h2 id="form-studies">${t("page.form.studies")}</h2>
    <div class="chips">${choices.studies.map((one) => html`<button type="button" key=${one.name} class="chip" data-study=${one.name}
      aria-pressed=${one === chosen} aria-description=${one.line} onClick=${() => setStudy(structuredClone(one.study))} ...${look(one.name)}>${one.name}</button>`)}</div>
    <p class="line">${line}</p>
  </section>`;
}
