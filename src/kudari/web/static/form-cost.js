// What a study would cost, or why it cannot run yet.
import { html } from "./vendor/preact.js";
import { idOf } from "./form-fields.js";

const UNITS = [["milliseconds", 0.001], ["seconds", 1], ["minutes", 60], ["hours", 3600], ["days", 86400]];

export function duration(seconds, t) {
  const [name, size] = UNITS.filter(([, each]) => seconds >= each).pop() || UNITS[0];
  const count = seconds / size;
  return t(`page.form.unit.${name}`, { count: count < 9.5 && name !== "milliseconds" ? String(Math.round(count * 10) / 10) : Math.round(count) });
}

export function bytes(count) {
  const names = ["B", "kB", "MB", "GB", "TB", "PB"];
  const power = count < 1000 ? 0 : Math.min(names.length - 1, Math.floor(Math.log10(count) / 3));
  const size = count / 1000 ** power;
  return `${size < 9.95 && power ? size.toFixed(1) : Math.round(size)} ${names[power]}`;
}

function goTo(field) {
  const parts = field.split(".");
  for (let kept = parts.length; kept > 0; kept -= 1) {
    const element = document.getElementById(idOf(parts.slice(0, kept).join(".")));
    if (!element) continue;
    for (let up = element.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    element.focus();
    element.scrollIntoView({ block: "center" });
    return;
  }
}

/** The panel at the form's foot: always there and of one height, so that nothing jumps while numbers come. */
export function Cost({ cost, waiting, t, language }) {
  const many = (count) => new Intl.NumberFormat(language, { notation: count >= 1e7 ? "compact" : "standard", maximumSignificantDigits: count >= 1e7 ? 3 : 21 }).format(count);
  const known = Boolean(cost) && cost.runs !== undefined;
  const bound = { most: "page.form.cost.at_most", least: "page.form.cost.at_least" };
  const evaluations = known && (bound[cost.bound] ? t(bound[cost.bound], { count: many(cost.evaluations) }) : many(cost.evaluations));
  const span = (list) => (list.length > 1 ? `${many(list[0])} – ${many(list[list.length - 1])}` : many(list[0]));
  const rows = known ? [
    ["runs", t("page.form.cost.product", { runs: many(cost.runs), steps: many(cost.steps) })],
    ["evaluations", evaluations],
    ["parameters", span(cost.parameters)],
    ["memory", bytes(cost.memory)],
    ["disk", bytes(cost.disk)],
    ["time", cost.seconds === null ? t("page.form.cost.measuring") : t("page.form.cost.about", { time: duration(cost.seconds, t) })],
  ] : ["runs", "evaluations", "parameters", "memory", "disk", "time"].map((name) => [name, "–"]);
  return html`<section class="cost" aria-labelledby="form-cost" aria-busy=${waiting}>
    <h2 id="form-cost">${t("page.form.cost")}</h2>
    <dl class=${waiting || !known ? "old" : ""}>${rows.map(([name, value]) => html`<div key=${name} data-cost=${name}><dt>${t(`page.form.cost.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>
    <p class="by">${known && cost.by ? t("page.form.cost.by", { how: t(`page.form.cost.${cost.by}`) }) : ""}</p>
    <div class="said" role="status">
      ${cost && cost.refused ? html`<p class="refused"><strong>${t("page.form.cost.refused")}</strong> ${cost.refused}
        ${cost.field && html` <button type="button" class="plain" onClick=${() => goTo(cost.field)}>${t("page.form.cost.goto")}</button>`}</p>`
        : (cost ? cost.notes : []).map((note) => html`<p key=${note} class="note-line">${note}</p>`)}
    </div>
  </section>`;
}
