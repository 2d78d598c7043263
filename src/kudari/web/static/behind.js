// The table behind a chart, for those who do not see it: some points of every curve that has a name.
import { html } from "./vendor/preact.js";

const ROWS = 12;

/** Places of a column, spread evenly, the first and the last among them. */
function places(length) {
  const count = Math.min(ROWS, length);
  return [...new Set([...Array(count).keys()].map((n) => Math.round(n * (length - 1) / Math.max(1, count - 1))))];
}

/** A layer's numbers; its x may be another layer's of the same panel. */
function columns(layer, panel) {
  const x = typeof layer.x === "number" ? panel.layers[layer.x].x : layer.x;
  return layer.kind === "band" ? [x, layer.low, layer.high] : [x, layer.y];
}

export function Tables({ chart, t }) {
  const told = chart.panels.flatMap((panel, at) => panel.layers
    .filter((layer) => ["line", "band", "points"].includes(layer.kind) && layer.name)
    .map((layer, number) => ({ key: `${at} ${number}`, panel, layer, values: columns(layer, panel) })));
  return html`<details class="behind"><summary>${t("page.view.behind")}</summary>
    ${!told.length && html`<p>${t("page.view.no_numbers")}</p>`}
    ${told.map(({ key, panel, layer, values }) => html`<div class="wide" key=${key}><table>
      <caption>${[panel.title, layer.name].filter(Boolean).join(": ")}</caption>
      <thead><tr><th scope="col">${panel.x.label}</th>${values.slice(1).map((_, at) => html`<th scope="col" class="figure" key=${at}>${panel.y.label}</th>`)}</tr></thead>
      <tbody>${places(values[0].length).map((at) => html`<tr key=${at}><th scope="row">${kudari.named(panel.x, values[0][at], 5)}</th>
        ${values.slice(1).map((column, n) => html`<td class="figure" key=${n}>${kudari.named(panel.y, column[at], 5)}</td>`)}</tr>`)}</tbody>
    </table></div>`)}
  </details>`;
}
