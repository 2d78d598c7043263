// What is minimised: the problem, its settings, and its loss typeset.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { AGAIN, Choice, Setting, TextField } from "./form-fields.js";
import { found, put, set, writeSeveral } from "./form-values.js";
import { Maths } from "./parts.js";

const FILES = ["target", "held_out"];

export function ProblemPart({ study, setStudy, choices, entry, t, language, api, cost, errorAt }) {
  const kept = useRef({}), problem = study.problem;
  const choose = (name) => {
    kept.current[problem.name] = problem;
    setStudy(withProblem(study, kept.current[name] || { name }, choices));
  };
  const change = (key) => (value) => setStudy(set(study, "problem", put(problem, key, value)));
  const compared = (key) => study.vary && study.vary[key] && writeSeveral(study.vary[key]);
  const field = (setting) => {
    const path = `problem.${setting.name}`, Part = SPECIAL[`${entry.name}.${setting.name}`] || Setting;
    return html`<${Part} key=${path} ...${{ study, setStudy, choices, t, language, api, cost, setting, path }} value=${problem[setting.name]}
      onValue=${change(setting.name)} error=${errorAt(path)} compared=${compared(path)} />`;
  };
  const order = () => html`<${Setting} key="order" setting=${found(choices.fields, "order")} path="order" value=${study.order}
    onValue=${(value) => setStudy(set(study, "order", value))} error=${errorAt("order")} choices=${choices} t=${t} compared=${compared("order")} />`;
  return html`
    <${Choice} path="problem.name" label=${t("page.form.problem.help")} value=${problem.name} options=${choices.problems} wide
      error=${errorAt("problem.name")} onValue=${choose} />
    <div class="fields" key=${entry.name}>${entry.settings.filter((setting) => isShown(setting, problem, choices))
      .map((setting) => (setting.name === "batch" ? [field(setting), order()] : field(setting)))}</div>
    <div class="loss" aria-hidden=${cost && cost.problem_tex ? undefined : "true"}>${cost && cost.problem_tex && entry.name !== "formula"
      && html`<span class="unseen">${t("page.form.problem.loss")}</span><${Maths} math=${cost.problem_tex} />`}</div>`;
}

/** Settings with a field of their own. */
const SPECIAL = {
  "formula.formula": FormulaField, "fit.function": FormulaField, "surface.function": SurfaceField,
  "classify.data": DataField, "classify.target": TargetField,
};

/** Another problem: what is compared or changed belongs to the old one, and so does a named study's name. */
function withProblem(study, problem, choices) {
  const vary = Object.fromEntries(Object.entries(study.vary || {}).filter(([key]) => !key.startsWith("problem.")));
  const named = [...choices.studies, ...choices.problems].some((one) => one.name === study.name);
  const { changes, order, ...rest } = study;
  return set({ ...rest, problem, name: named ? problem.name : study.name }, "vary", vary);
}

/** Settings that say nothing for what is chosen are left away. */
function isShown(setting, problem, choices) {
  if (problem.name === "surface" && setting.name === "dimension") {
    const surface = found(choices.surfaces, problem.function || "rosenbrock");
    return problem.dimension !== undefined || !surface || surface.dimension === null;
  }
  if (problem.name !== "classify") return true;
  const data = found(choices.data, problem.data || "digits");
  if (setting.name === "folder") return problem.folder || (choices.local && data && data.files);
  return !FILES.includes(setting.name) || problem[setting.name] !== undefined || !data;
}

/** A formula with its typeset form below, as one types. */
function FormulaField({ path, setting, value, onValue, error, api, language, t }) {
  const text = value === undefined ? setting.default : value;
  const [read, setRead] = useState({ math: null, notes: [], error: null }), number = useRef(0);
  useEffect(() => {
    const mine = (number.current += 1);
    const ask = async () => {
      try {
        const said = await api.ask("formula", { text, language });
        if (mine === number.current) setRead((before) => ({ ...said, math: said.math || before.math }));
      } catch (problem) {
        if (mine !== number.current) return;
        if (problem.offline) timer = setTimeout(ask, AGAIN * 1000);
        else setRead((before) => ({ ...before, error: problem.message }));
      }
    };
    let timer = setTimeout(ask, read.math ? 90 : 0);
    return () => { number.current += 1; clearTimeout(timer); };
  }, [text, language]);
  const said = read.error || error;
  return html`<div class="formula-field">
    <${TextField} path=${path} label=${setting.label} help=${setting.help} error=${said} wide value=${text} onValue=${onValue} maxlength="500" enterkeyhint="done" />
    <div class=${`typeset${read.error ? " old" : ""}`}>${read.math && html`<${Maths} math=${read.math} />`}</div>
    ${read.notes.map((note) => html`<p class="note-line" key=${note}>${note}</p>`)}
  </div>`;
}

function SurfaceField({ path, setting, value, onValue, error, choices }) {
  const now = value || setting.default, surface = found(choices.surfaces, now);
  return html`<${Choice} path=${path} label=${setting.label} error=${error} value=${now} options=${choices.surfaces} onValue=${onValue} wide help=${surface && surface.line} />`;
}

/** The problem with other data, and without what belongs to the old. */
const plainly = ({ target, held_out: heldOut, folder, ...plain }, data) => ({ ...plain, data });

/** A named data set, or a table of one's own. */
function DataField({ path, setting, value, error, choices, setStudy, t, api }) {
  const [file, setFile] = useState(""), [busy, setBusy] = useState(false), [failed, setFailed] = useState(""), picker = useRef();
  const now = value || setting.default, own = !found(choices.data, now), gone = useRef(false);
  const withData = (data) => (study) => set(study, "problem", plainly(study.problem, data));
  useEffect(() => () => { gone.current = true; }, []);
  const take = async (event) => {
    const chosen = event.target.files[0];
    event.target.value = "";
    if (!chosen) return;
    setFile(chosen.name);
    setBusy(true);
    setFailed("");
    try {
      const said = await api.upload(chosen);
      // The form was free to use while the table was on its way: what was chosen meanwhile stays.
      const waits = ({ problem }) => problem.name === "classify" && problem.data === value;
      if (!gone.current) setStudy((study) => (waits(study) ? withData(said.data)(study) : study));
    } catch (problem_) { setFailed(problem_.message); } finally { setBusy(false); }
  };
  const options = [...choices.data, ...(own ? [{ name: now, label: t("page.form.upload.here", { file: file || now }), line: t("page.form.upload.line") }] : [])];
  return html`
    <${Choice} path=${path} label=${setting.label} error=${failed || error} value=${now} options=${options} wide
      onValue=${(name) => setStudy(withData(name))} />
    <p class="upload full"><button type="button" onClick=${() => picker.current.click()} disabled=${busy}>${t(busy ? "page.form.upload.busy" : "page.form.upload", { file })}</button>
      <input type="file" class="unseen" tabindex="-1" aria-label=${t("page.form.upload")} accept=".csv,.tsv,.txt,text/csv" ref=${picker} onChange=${take} /></p>`;
}

/** The column that holds the class: one of the uploaded table's. */
function TargetField({ path, setting, value, onValue, error, cost, t }) {
  const columns = (cost && cost.columns) || [], last = columns[columns.length - 1];
  if (!last) return html`<${TextField} path=${path} label=${setting.label} help=${setting.help} error=${error} value=${value} onValue=${(text) => onValue(text || undefined)} />`;
  return html`<${Choice} path=${path} label=${setting.label} error=${error} value=${value || last} help=${t("page.form.upload.columns", { count: columns.length })}
    options=${columns.map((name) => ({ name }))} onValue=${(name) => onValue(name === last ? undefined : name)} />`;
}
