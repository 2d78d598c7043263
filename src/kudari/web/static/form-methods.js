// The methods: each with its learning rates, schedule, inner method and other hyperparameters.
import { html, useRef } from "./vendor/preact.js";
import { Choice, Setting, TextField, useNeighbour } from "./form-fields.js";
import { found, labelOf, plainName, put, readList, readNumber, set, write, writeSeveral } from "./form-values.js";
import { Maths } from "./parts.js";

const RATE = "learning_rate";

/** The hyperparameters of a method: its own, those of the one inside, and its schedule's. */
export function hyperparameters(method, choices) {
  // A method around itself, which a link may name, ends with gd as well.
  const own = (name, inner = "gd") => {
    const entry = found(choices.methods, name);
    return !entry ? [] : entry.inner ? [...entry.hyperparameters, ...own(inner)] : entry.hyperparameters;
  };
  const schedule = found(choices.schedules, method.schedule || "constant");
  const all = [...own(method.name, method.inner), ...(schedule ? schedule.hyperparameters : [])];
  return [...all].sort((a, b) => (b.name === RATE) - (a.name === RATE));
}

export function Methods({ study, setStudy, choices, t, errorAt }) {
  const methods = Array.isArray(study.methods) ? study.methods : [{ name: "gd" }], last = useRef(), [list, left] = useNeighbour("field-methods");
  const put_ = (list) => setStudy(set(study, "methods", list));
  const add = () => {
    const used = methods.map((one) => one.name);
    const next = ["gd", "momentum", "adam", "nesterov", "rmsprop"].find((name) => !used.includes(name)) || "gd";
    put_([...methods, { name: next }]);
    setTimeout(() => last.current && last.current.querySelector("select").focus(), 30);
  };
  const wrong = errorAt("methods");
  return html`
    <ol class="methods" ref=${list}>${methods.map((method, at) => html`<${Method} key=${at} ...${{ method, at, choices, t, errorAt, single: methods.length === 1 }} place=${at === methods.length - 1 ? last : undefined}
      change=${(next) => put_(methods.map((one, other) => (other === at ? next : one)))} remove=${() => { put_(methods.filter((_, other) => other !== at)); left(at); }} />`)}</ol>
    <p class="add"><button type="button" id="field-methods" data-action="add-method" onClick=${add}>+ ${t("page.form.method.add")}</button></p>
    ${wrong && html`<p class="refused" role="alert">${wrong}</p>`}
    <${Gradient} ...${{ study, setStudy, choices, t, errorAt }} />`;
}

function Method({ method, at, choices, t, errorAt, single, change, remove, place }) {
  const entry = found(choices.methods, method.name), all = hyperparameters(method, choices), path = `methods.${at}`;
  const values = (parameter, shown) => html`<${TextField} key=${parameter.name} path=${`${path}.${parameter.name}`} label=${parameter.label} inputmode="text"
    help=${shown} error=${errorAt(`${path}.${parameter.name}`)} value=${method[parameter.name] === undefined ? [parameter.default] : method[parameter.name]}
    onValue=${(value) => change(put(method, parameter.name, value))} parse=${(text) => (text.trim() === "" ? undefined : readList(text, readNumber))} form=${write} />`;
  const help = (parameter) => t("page.form.method.several", { allowed: parameter.allowed, value: parameter.default });
  const first = all.filter((one) => one.name === RATE), more = all.filter((one) => one.name !== RATE);
  const changed = more.filter((one) => method[one.name] !== undefined && write(method[one.name]) !== write(one.default));
  const choose = (name) => change(kept({ name, [RATE]: method[RATE] }, choices));
  const [plain, around] = [choices.methods.filter((one) => !one.inner), choices.methods.filter((one) => one.inner)];
  const names = (list) => list.map((one) => html`<option key=${one.name} value=${one.name}>${one.name}</option>`);
  const drop = t("page.form.method.remove", { name: labelOf(method) });
  return html`<li class="method" ref=${place} aria-label=${labelOf(method)}>
    <div class="top">
      <${Choice} path=${`${path}.name`} label=${t("page.form.method.number", { number: at + 1 })} value=${method.name} options=${choices.methods} onValue=${choose} error=${errorAt(`${path}.name`)} wide>
        <optgroup label=${t("page.form.method.plain")}>${names(plain)}</optgroup><optgroup label=${t("page.form.method.wrappers")}>${names(around)}</optgroup>
      <//>
      ${!single && html`<button type="button" class="remove" title=${drop} aria-label=${drop} onClick=${remove}>×</button>`}
    </div>
    <div class="fields">
      ${entry && entry.inner && html`<${Choice} path=${`${path}.inner`} label=${t("page.form.method.inner")} value=${method.inner || "gd"} options=${choices.methods.filter((one) => entry.inner.includes(one.name))}
        onValue=${(inner) => change(kept({ ...method, inner }, choices))} error=${errorAt(`${path}.inner`)} wide />`}
      ${first.map((one) => values(one, t("page.form.method.grid")))}
      ${(first.length > 0 || method.schedule) && html`<${Choice} path=${`${path}.schedule`} label=${t("page.form.method.schedule")} value=${method.schedule || "constant"} options=${choices.schedules}
        onValue=${(schedule) => change(kept(put(method, "schedule", schedule === "constant" ? undefined : schedule), choices))} error=${errorAt(`${path}.schedule`)} />`}
    </div>
    <details><summary>${t("page.form.method.more")}${changed.length > 0 && html` <small>${changed.map((one) => `${one.name} = ${write(method[one.name])}`).join(", ")}</small>`}</summary>
      ${entry && entry.math && html`<div class="rule"><${Maths} math=${entry.math} /></div>`}
      <div class="fields">${more.map((one) => values(one, help(one)))}
        <${TextField} path=${`${path}.label`} label=${t("page.form.method.label")} help=${t("page.form.method.label.help", { name: plainName(method) })} value=${method.label} maxlength="60"
          onValue=${(text) => change(put(method, "label", text.trim() === "" ? undefined : text))} error=${errorAt(`${path}.label`)} /></div>
    </details>
  </li>`;
}

/** The method with no values but of hyperparameters that it has. */
function kept(method, choices) {
  const known = new Set(["name", "inner", "schedule", "label", ...hyperparameters(method, choices).map((one) => one.name)]);
  return Object.fromEntries(Object.entries(method).filter(([key, value]) => known.has(key) && value !== undefined));
}

/** How gradients are taken, for all methods. */
function Gradient({ study, setStudy, choices, t, errorAt }) {
  const compared = study.vary && study.vary.gradient;
  const names = compared || [study.gradient || found(choices.fields, "gradient").default];
  const differences = names.some((name) => name !== "backprop") || study.difference_step !== undefined;
  const shown = found(choices.gradients, names[0]);
  const field = (name, value) => html`<${Setting} setting=${found(choices.fields, name)} path=${name} value=${study[name]} choices=${choices} t=${t}
    onValue=${(next) => setStudy(set(study, name, next))} error=${errorAt(name)} compared=${value} />`;
  return html`<div class="fields gradient">${field("gradient", compared && writeSeveral(compared))}
    ${differences ? field("difference_step") : html`<div class="field typeset-side" aria-hidden="true">${shown && html`<${Maths} math=${shown.math} />`}</div>`}</div>`;
}
