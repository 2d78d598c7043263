// The tables behind curves and charts, for those who do not see them: some rows of what is drawn.
import { html, useState } from "./vendor/preact.js";

const ROWS = 12;

/** Places of a column, spread evenly, the first and the last among them. */
export function places(length) {
  const count = Math.min(ROWS, length);
  return [...new Set([...Array(count).keys()].map((n) => Math.round(n * (length - 1) / Math.max(1, count - 1))))];
}

/** Tables, made when somebody opens them. */
export function Numbers({ summary, tables }) {
  const [open, setOpen] = useState(false), made = open ? tables() : [];
  return html`<details class="behind" onToggle=${(event) => setOpen(event.target.open)}><summary>${summary}</summary>
    ${made.map((one, at) => html`<${Sheet} key=${at} ...${one} />`)}
  </details>`;
}

/** A table {caption, groups, head, rows}; the first cell of a row names it. */
function Sheet({ caption, groups, head, rows }) {
  return html`<div class="wide"><table>
      ${caption && html`<caption>${caption}</caption>`}
      <thead>${groups && groups.length > 0 && html`<tr><td></td>${groups.map(([one, width], at) => html`<th scope="colgroup" colspan=${width} key=${at}>${one}</th>`)}</tr>`}
        <tr>${head.map((one, at) => html`<th scope="col" class=${at ? "figure" : ""} key=${at}>${one}</th>`)}</tr></thead>
      <tbody>${rows.map(([first, ...rest], at) => html`<tr key=${at}><th scope="row">${first}</th>
        ${rest.map((one, n) => html`<td class="figure" key=${n}>${one}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}

/** What a picture shows, as the server puts it in tables when somebody asks for them. */
export function Behind({ tables, open, ask, t }) {
  return html`<details class="behind" open=${open} onToggle=${(event) => event.target.open !== open && ask(event.target.open)}>
    <summary>${t("page.view.behind")}</summary>
    ${open && !tables && html`<p class="waiting">${t("page.view.fetching")}</p>`}
    ${open && tables && !tables.length && html`<p>${t("page.view.no_numbers")}</p>`}
    ${open && tables && tables.map((one, at) => html`<${Sheet} key=${at} ...${one} />`)}
  </details>`;
}
