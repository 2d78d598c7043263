// Fields: a label, a control, and a line below it that helps or says what is wrong.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { read, write } from "./form-values.js";

/** Seconds until a server that could not be reached is asked again. */
export const AGAIN = 3;

export const idOf = (path) => `field-${path.replace(/[^\w-]/g, "-")}`;

/** The line below a control is always there, so that nothing moves when it speaks. */
export function Field({ path, label, help = "", error = "", wide = false, children }) {
  return html`<div class=${`field${wide ? " full" : ""}${error ? " wrong" : ""}`}>
    <label for=${idOf(path)}>${label}</label>
    ${children}
    <p class="line" id=${`${idOf(path)}-line`} aria-live="polite">${error || help}</p>
  </div>`;
}

/** [the list's element, left(place)]: when an entry is removed, the focus goes to its neighbour's button, else to what adds one. */
export function useNeighbour(adding) {
  const list = useRef();
  const left = (place) => setTimeout(() => {
    const buttons = list.current ? list.current.querySelectorAll(".remove") : [];
    const next = buttons[Math.min(place, buttons.length - 1)] || document.getElementById(adding);
    if (next) next.focus();
  }, 30);
  return [list, left];
}

const described = (path, error) => ({
  id: idOf(path), "aria-describedby": `${idOf(path)}-line`, "aria-invalid": error ? "true" : undefined,
});

/** A text that is read into a value with every letter; what is typed stays as it was typed.

    While it is empty, the value may be a default: that stands in the field again when one leaves it. */
export function TextField({ path, label, help, error, value, onValue, parse = (text) => text, form = write, wide, ...input }) {
  const [text, setText] = useState(form(value)), own = useRef(value), empty = useRef(false);
  useEffect(() => {
    if (!empty.current && JSON.stringify(own.current) !== JSON.stringify(value)) { own.current = value; setText(form(value)); }
  }, [value]);
  const type = (event) => {
    const typed = event.target.value;
    empty.current = typed.trim() === "";
    own.current = parse(typed);
    setText(typed);
    onValue(own.current);
  };
  const leave = () => {
    if (empty.current) setText(form(value));
    empty.current = false;
  };
  return html`<${Field} path=${path} label=${label} help=${help} error=${error} wide=${wide}>
    <input type="text" autocomplete="off" autocapitalize="off" spellcheck="false" ...${input} ...${described(path, error)} value=${text} onInput=${type} onBlur=${leave} />
  <//>`;
}

/** One of several names; the line below tells what the chosen one is. */
export function Choice({ path, label, help, error, value, options, onValue, wide, children }) {
  const known = options.some((one) => one.name === value);
  const line = help ?? (options.find((one) => one.name === value) || {}).line;
  return html`<${Field} path=${path} label=${label} help=${line} error=${error} wide=${wide}>
    <select ...${described(path, error)} value=${value} onChange=${(event) => onValue(event.target.value)}>
      ${!known && html`<option value=${value}>${write(value)}</option>`}
      ${children || options.map((one) => html`<option key=${one.name} value=${one.name}>${one.label || one.name}</option>`)}
    </select>
  <//>`;
}

/** Two ends of a range. */
function Pair({ path, setting, value, error, onValue, t }) {
  const ends = Array.isArray(value) ? value : String(value).split(",");
  const end = (place) => (next) => onValue(ends.map((old, at) => (at === place ? next : old)));
  const one = { ...setting, list: false, optional: false };
  return html`<fieldset class=${`field pair${error ? " wrong" : ""}`} id=${idOf(path)} tabindex="-1" aria-describedby=${`${idOf(path)}-line`}>
    <legend>${setting.label}</legend>
    <div class="ends">${["from", "to"].map((name, at) => html`<${Bare} key=${name} label=${t(`page.form.${name}`)} value=${ends[at]} onValue=${end(at)} parse=${(text) => read(one, text)} />`)}</div>
    <p class="line" id=${`${idOf(path)}-line`} aria-live="polite">${error || setting.help}</p>
  </fieldset>`;
}

function Bare({ label, value, onValue, parse }) {
  const [text, setText] = useState(write(value)), own = useRef(value);
  useEffect(() => { if (own.current !== value) { own.current = value; setText(write(value)); } }, [value]);
  const type = (event) => { own.current = parse(event.target.value); setText(event.target.value); onValue(own.current); };
  return html`<label class="end"><span>${label}</span> <input type="text" inputmode="decimal" autocomplete="off" value=${text} onInput=${type} /></label>`;
}

function Flag({ path, setting, value, error, onValue }) {
  return html`<div class=${`field flag${error ? " wrong" : ""}`}>
    <label><input type="checkbox" ...${described(path, error)} checked=${value === true || value === "true"} onChange=${(event) => onValue(event.target.checked)} /> ${setting.label}</label>
    <p class="line" id=${`${idOf(path)}-line`} aria-live="polite">${error || setting.help}</p>
  </div>`;
}

/** The names of a setting's catalogue with their lines, where the choices tell them. */
function options(setting, choices) {
  const lines = { activation: choices.activations, output: choices.activations, initial: choices.initials, order: choices.orders,
    precision: choices.precisions, gradient: choices.gradients, function: choices.surfaces, data: choices.data }[setting.name] || [];
  return setting.choices.map((name) => lines.find((one) => one.name === name) || { name });
}

const EACH = "one for each";

/** Any setting, by its kind. `compared` are the values it takes elsewhere in the form. */
export function Setting({ setting, path, value, onValue, error, choices, t, compared, wide }) {
  const now = value === undefined || value === null ? setting.default : value;
  if (compared) {
    return html`<${Field} path=${path} label=${setting.label} help=${t("page.form.compare.here")} wide=${wide}>
      <input type="text" readonly id=${idOf(path)} aria-describedby=${`${idOf(path)}-line`} value=${compared} /><//>`;
  }
  if (setting.kind === "flag") return html`<${Flag} ...${{ path, setting, value: now, error, onValue }} />`;
  if (setting.kind === "choice" && !setting.list) {
    return html`<${Choice} path=${path} label=${setting.label} help=${setting.help || undefined} error=${error} wide=${wide}
      value=${now} options=${options(setting, choices)} onValue=${onValue} />`;
  }
  if (setting.kind === "choice" && (!Array.isArray(now) || now.length === 1)) {
    return html`<${Choice} path=${path} label=${setting.label} error=${error} wide=${wide} value=${write(now)} onValue=${(name) => onValue(name === EACH ? [...now, ...now] : [name])}
      options=${[...options(setting, choices), { name: EACH, label: t("page.form.each") }]} />`;
  }
  if (setting.length === 2 && setting.kind === "number") return html`<${Pair} ...${{ path, setting, value: now, error, onValue, t }} />`;
  const numeric = !setting.list && setting.kind !== "text" ? (setting.kind === "whole" ? "numeric" : "decimal") : undefined;
  return html`<${TextField} path=${path} label=${setting.label} help=${setting.help} error=${error} wide=${wide} inputmode=${numeric}
    value=${now} onValue=${onValue} parse=${(text) => read(setting, text)} />`;
}
