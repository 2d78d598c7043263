// How often and how long: seeds, steps, stopping, what is compared, and what is recorded.
import { html, useRef } from "./vendor/preact.js";
import { idOf, Setting, TextField, useNeighbour } from "./form-fields.js";
import { found, put, readSeveral, set, varied, writeSeveral } from "./form-values.js";

const field = ({ study, setStudy, choices, t, errorAt }, name) => html`<${Setting} key=${name} setting=${found(choices.fields, name)} path=${name} value=${study[name]} choices=${choices} t=${t}
  onValue=${(value) => setStudy(set(study, name, value))} error=${errorAt(name)} compared=${study.vary && study.vary[name] && writeSeveral(study.vary[name])} />`;

export function Runs(all) {
  const { study, setStudy, choices, t, errorAt } = all;
  return html`<div class="fields">${field(all, "steps")}${field(all, "seeds")}
    ${choices.stop.map((rule) => html`<${Setting} key=${rule.name} setting=${rule} path=${`stop.${rule.name}`} value=${(study.stop || {})[rule.name]} choices=${choices} t=${t}
      onValue=${(value) => setStudy(set(study, "stop", put(study.stop, rule.name, value)))} error=${errorAt(`stop.${rule.name}`)} />`)}
  </div>`;
}

/** Hyperparameters that change while the study runs: made with the sliders of a run, shown and dropped here. */
export function Changes({ study, setStudy, t, errorAt }) {
  const changes = Array.isArray(study.changes) ? study.changes : [];
  if (!changes.length) return null;
  const words = (one) => {
    const change = t("page.form.changes.one", { step: one.step, name: one.name, value: one.value });
    return one.method ? t("page.form.changes.of", { method: one.method, change }) : change;
  };
  const drop = () => {
    setStudy(set(study, "changes", undefined));
    document.getElementById(idOf("steps"))?.focus();
  };
  return html`<div class="field full" id=${idOf("changes")} tabindex="-1"><p class="label">${t("page.form.changes")}</p>
    <ul>${changes.map((one, at) => html`<li key=${at}>${words(one)}</li>`)}</ul>
    <p class="line">${errorAt("changes")}</p>
    <p><button type="button" onClick=${drop}>${t("page.form.changes.drop")}</button></p></div>`;
}

/** Two values to begin with: today's, and another one. */
function pair(setting, now) {
  const value = now === undefined || now === null ? setting.default : now;
  if (setting.kind === "flag") return [false, true];
  if (setting.choices) {
    const first = setting.list ? value[0] : value, other = setting.choices.find((name) => name !== first);
    return setting.list ? [value, [other]] : [first, other];
  }
  const more = (one) => (typeof one === "number" ? one * 2 || 1 : one);
  return [value, Array.isArray(value) ? value.map(more) : more(value)];
}

/** Settings that take several values: every method is run with each. */
export function Compare({ study, setStudy, choices, entry, t, errorAt }) {
  const settings = varied(choices, entry.name), vary = study.vary || {}, keys = Object.keys(vary);
  const opened = useRef(false), [list, left] = useNeighbour("field-compare");
  // It does not fold under the hand that takes the last comparison away.
  opened.current = opened.current || keys.length > 0;
  const now = (key) => (key.startsWith("problem.") ? study.problem[key.slice(8)] : study[key]);
  const change = (key, values) => setStudy(set(study, "vary", put(vary, key, values)));
  const free = [...settings].filter(([key, setting]) => !keys.includes(key) && (pair(setting, now(key))[0] !== null));
  const toggle = (key, setting, name) => setting.choices.filter((one) => (one === name) !== vary[key].includes(one));
  return html`<details class="part" open=${opened.current} ref=${list}><summary>${t("page.form.compare")}</summary>
    <p class="line">${t("page.form.compare.help")}</p>
    ${keys.map((key, at) => {
    const setting = settings.get(key), path = `vary.${key}`, drop = t("page.form.compare.remove", { name: setting ? setting.label : key });
    const remove = html`<button type="button" class="remove" title=${drop} aria-label=${drop} onClick=${() => { change(key, undefined); left(at); }}>×</button>`;
    if (setting && setting.choices && !setting.list && Array.isArray(vary[key])) {
      return html`<div class="top" key=${key}><fieldset class=${`field${errorAt(path) ? " wrong" : ""}`} id=${idOf(path)} tabindex="-1"><legend>${setting.label}</legend>
        <div class="ticks">${setting.choices.map((name) => html`<label key=${name}><input type="checkbox" checked=${vary[key].includes(name)} onChange=${() => change(key, toggle(key, setting, name))} /> ${name}</label>`)}</div>
        <p class="line" aria-live="polite">${errorAt(path)}</p></fieldset>${remove}</div>`;
    }
    return html`<div class="top" key=${key}><${TextField} path=${path} label=${setting ? setting.label : key} error=${errorAt(path)} wide value=${vary[key]} form=${writeSeveral}
      help=${t(setting && setting.list ? "page.form.compare.lists" : "page.form.compare.values")} parse=${(text) => (setting ? readSeveral(setting, text) : text)}
      onValue=${(values) => change(key, values)} />${remove}</div>`;
  })}
    <div class="field"><label class="unseen" for="field-compare">${t("page.form.compare.add")}</label>
      <select id="field-compare" value="" onChange=${(event) => { const key = event.target.value; event.target.value = ""; if (key) change(key, pair(settings.get(key), now(key))); }}>
        <option value="">${t("page.form.compare.add")}</option>${free.map(([key, setting]) => html`<option key=${key} value=${key}>${setting.label}</option>`)}</select></div>
  </details>`;
}

export function Advanced(all) {
  const { study, setStudy, choices, t, errorAt } = all;
  const own = Array.isArray(study.measures), wrong = errorAt("measures");
  const choose = (measures) => setStudy(set(study, "measures", measures));
  const toggle = (name) => choose(choices.measures.map((one) => one.name).filter((one) => (one === name) !== study.measures.includes(one)));
  return html`<details class="part"><summary>${t("page.form.advanced")}</summary>
    <div class="fields">${["name", "precision", "record_every", "evaluate_every", "probe_every"].map((name) => field(all, name))}</div>
    <fieldset class=${`field measures${wrong ? " wrong" : ""}`} id=${idOf("measures")} tabindex="-1"><legend>${found(choices.fields, "measures").label}</legend>
      <label><input type="radio" name="measures" checked=${!own} onChange=${() => choose(undefined)} /> ${t("page.form.measures.usual")}</label>
      <label><input type="radio" name="measures" checked=${own} onChange=${() => choose(choices.measures.filter((one) => one.usual).map((one) => one.name))} /> ${t("page.form.measures.own")}</label>
      ${own && html`<ul class="ticks">${choices.measures.map((one) => html`<li key=${one.name}><label title=${one.line}><input type="checkbox" checked=${study.measures.includes(one.name)} onChange=${() => toggle(one.name)} />
        <span>${one.name} <small>${one.line}</small></span></label></li>`)}</ul>`}
      <p class="line" aria-live="polite">${wrong}</p>
    </fieldset>
  </details>`;
}
