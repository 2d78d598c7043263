// A confusion table: a real table, its cells shaded by their share of the row.
import { html, parts, say, set } from "./drawing.js";

function build(figure, { classes, words }) {
  const table = html(html(figure, "div", "view-wide"), "table", "confusion");
  const upright = Math.max(...classes.map((name) => name.length)) > 3;
  table.classList.toggle("long", upright);
  const head = html(table, "thead"), body = html(table, "tbody");
  const above = html(head, "tr"), names = html(head, "tr");
  const corner = html(above, "th", "corner", words.truth);
  set(corner, { scope: "col", rowspan: 2 });
  set(html(above, "th", "group", words.predicted), { scope: "colgroup", colspan: classes.length });
  set(html(above, "th", "right", words.found), { scope: "col", rowspan: 2 });
  for (const name of classes) {
    const column = html(names, "th");
    set(column, { scope: "col" });
    html(column, "span", "", name);
  }
  const rows = classes.map((name) => {
    const row = html(body, "tr");
    set(html(row, "th", "", name), { scope: "row" });
    return { cells: classes.map((other) => html(row, "td", other === name ? "hit" : "miss")), right: html(row, "td", "right") };
  });
  return rows;
}


export function draw(element, data, { t }) {
  const rows = parts(element, JSON.stringify([data.classes, data.words]), data, (figure) => build(figure, data));
  data.counts.forEach((counts, row) => {
    counts.forEach((count, column) => {
      const cell = rows[row].cells[column];
      say(cell, String(count));
      cell.classList.toggle("none", !count);
      cell.style.setProperty("--share", data.shares[row][column]);
    });
    const total = counts.reduce((sum, count) => sum + count, 0);
    say(rows[row].right, total ? t("page.view.share", { share: Math.round(100 * data.shares[row][row]) }) : "—");
  });
}
