// The tables behind curves and charts, for those who do not see them: some rows of what is drawn.
import { html, useState } from "./vendor/preact.js";

const ROWS = 12;

/** Places of a column, spread evenly, the first and the last among them. */
export function places(length) {
  const count = Math.min(ROWS, length);
  return [...new Set([...Array(count).keys()].map((n) => Math.round(n * (length - 1) / Math.max(1, count - 1))))];
}

/** Tables [{caption, head, rows}], made when somebody opens them; `none` is said where there is no table. */
export function Numbers({ summary, tables, none }) {
  const [open, setOpen] = useState(false), made = open ? tables() : [];
  return html`<details class="behind" onToggle=${(event) => setOpen(event.target.open)}><summary>${summary}</summary>
    ${open && !made.length && html`<p>${none}</p>`}
    ${made.map(({ caption, head, rows }, number) => html`<div class="wide" key=${number}><table>
      ${caption && html`<caption>${caption}</caption>`}
      <thead><tr>${head.map((one, at) => html`<th scope="col" class=${at ? "figure" : ""} key=${at}>${one}</th>`)}</tr></thead>
      <tbody>${rows.map(([first, ...rest], at) => html`<tr key=${at}><th scope="row">${first}</th>
        ${rest.map((one, n) => html`<td class="figure" key=${n}>${one}</td>`)}</tr>`)}</tbody>
    </table></div>`)}
  </details>`;
}

/** A layer's numbers; its x may be another layer's of the same panel. */
function columns(layer, panel) {
  const x = typeof layer.x === "number" ? panel.layers[layer.x].x : layer.x;
  return layer.kind === "band" ? [x, layer.low, layer.high] : [x, layer.y];
}

/** The curves of a chart that have a name, a table each. */
function tabled(chart) {
  const told = chart.panels.flatMap((panel) => panel.layers
    .filter((layer) => ["line", "band", "points"].includes(layer.kind) && layer.name).map((layer) => ({ panel, layer })));
  return told.map(({ panel, layer }) => {
    const [x, ...others] = columns(layer, panel);
    return {
      caption: [panel.title, layer.name].filter(Boolean).join(": "),
      head: [panel.x.label, ...others.map(() => panel.y.label)],
      rows: places(x.length).map((at) => [kudari.named(panel.x, x[at], 5), ...others.map((column) => kudari.named(panel.y, column[at], 5))]),
    };
  });
}

export const Tables = ({ chart, t }) => html`<${Numbers} summary=${t("page.view.behind")} none=${t("page.view.no_numbers")} tables=${() => tabled(chart)} />`;
