// What came of every method so far: outcomes, losses, verdicts, reasons, and what to try.
import { html } from "./vendor/preact.js";
import { pending } from "./views.js";
import { named } from "./words.js";

export function Outcome({ feed, t, tryThis }) {
  const newest = feed.view("table");
  const rows = newest && newest.data ? newest.data.rows : [];
  if (!rows.length) return html`<section class="outcome"><h2>${t("page.outcome.title")}</h2>${pending(feed) && html`<p class="waiting">${t(pending(feed))}</p>`}</section>`;
  const title = `outcome-${feed.run}`, evaluated = [...new Set(rows.flatMap((row) => Object.keys(row.evaluated)))];
  return html`
    <section class="outcome" aria-labelledby=${title}>
      <h2 id=${title}>${t("page.outcome.title")}</h2>
      <div class="wide" role="region" tabindex="0" aria-labelledby=${title}>
        <table>
          <thead><tr>
            <th scope="col">${t("page.outcome.method")}</th>
            <th scope="col">${t("page.outcome.runs")}</th>
            <th scope="col" class="figure">${t("page.outcome.final")}</th>
            <th scope="col" class="figure">${t("page.outcome.best")}</th>
            ${evaluated.map((name) => html`<th scope="col" class="figure" key=${name}>${named(`page.measure.${name}`, name)}</th>`)}
          </tr></thead>
          <tbody>${rows.map((row) => html`<tr key=${row.name}>
            <th scope="row">${row.name}</th>
            <td>${row.outcomes.map((one) => html`<span class="badge" data-outcome=${one.outcome} key=${one.outcome}>${one.words} ${one.count}</span> `)}</td>
            ${[row.final, row.best, ...evaluated.map((name) => row.evaluated[name])].map((one) => html`<td class="figure">${one ? one.median : "—"}
              ${one && one.low !== one.high && html`<small>${one.low} – ${one.high}</small>`}</td>`)}
          </tr>`)}</tbody>
        </table>
      </div>
      <p class="caption">${t("page.outcome.caption")}</p>
      ${rows.map((row) => html`<${Told} key=${row.name} row=${row} t=${t} several=${rows.length > 1} tryThis=${tryThis} />`)}
    </section>`;
}

function Told({ row, t, several, tryThis }) {
  return html`<details class="told-row" open=${!several || undefined}>
    <summary><strong>${row.name}</strong> ${row.counts}</summary>
    ${row.told.map((run) => html`<div class="run" key=${run.seed}>
      <p class="verdict">${t(run.median ? "page.outcome.median" : "page.outcome.other", { seed: run.seed })} ${run.sentence}</p>
      ${run.findings.length > 0 && html`<ul class="reasons">${run.findings.map((finding, at) => html`<li key=${at}>
        <p>${finding.sentence}</p>
        ${finding.advice && html`<p class="advice">${t("page.outcome.try", { advice: finding.advice })}
          ${finding.study && html` <button type="button" class="try" onClick=${() => tryThis(finding.study)}>
            ${t("page.outcome.try_this")} <code>${finding.setting}</code></button>`}</p>`}
        ${finding.reference && html`<p class="source">${t("page.outcome.source", { reference: finding.reference })}</p>`}
      </li>`)}</ul>`}
    </div>`)}
  </details>`;
}
