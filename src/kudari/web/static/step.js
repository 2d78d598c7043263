// One step, slowly: the stages of one update, one after the other, with all their numbers.

import { html, useEffect, useRef, useState } from "./vendor/preact.js";

// Shows what kudari.one_step.told() tells; `t` says the page's own words.
export function OneStep({ data, t }) {
  const [chosen, setAt] = useState(0);
  const last = data.stages.length - 1;
  // Another problem may have fewer stages.
  const at = Math.min(chosen, last);
  const stages = useRef(null);
  const seen = useRef(0);

  useEffect(() => {
    if (seen.current === at) return;
    seen.current = at;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    stages.current.lastElementChild.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }, [at]);

  // A button is never disabled: it would lose the focus, and with it the arrow keys.
  function go(to) {
    setAt(Math.max(0, Math.min(last, to)));
  }

  function onKeyDown(event) {
    if (scrolls(event.target) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    go(at + by);
  }

  return html`
    <section class="one-step" tabindex="-1" data-keys onKeyDown=${onKeyDown} aria-label=${data.title}>
      <p class="about">${data.about}</p>
      <ol class="way" aria-label=${t("page.step.stages")}>
        ${data.stages.map((stage, place) => html`
          <li key=${stage.name}>
            <button type="button" class=${place <= at ? "reached" : ""} onClick=${() => go(place)}
              aria-current=${place === at ? "step" : undefined}>
              <span class="number">${place + 1}</span> ${stage.title}
            </button>
          </li>`)}
      </ol>
      <p class="unseen" role="status">${at + 1}: ${data.stages[at].title}</p>
      <div class="stages" ref=${stages}>
        ${data.stages.slice(0, at + 1).map((stage, place) => html`
          <section class="stage" key=${stage.name}>
            <h3><span class="number">${place + 1}</span> ${stage.title}</h3>
            ${stage.parts.map((part) => html`<${Part} part=${part} />`)}
          </section>`)}
      </div>
      <p class="lead-on">
        <button type="button" onClick=${() => go(at - 1)} aria-disabled=${at === 0}>${t("page.step.back")}</button>
        <button type="button" class="main" onClick=${() => go(at + 1)} aria-disabled=${at === last}>
          ${t("page.step.next")}
        </button>
        <small>${t("page.step.keys")}</small>
      </p>
    </section>`;
}

// Where there is more than fits, the arrow keys scroll it.
function scrolls(element) {
  const region = element.closest(".wide, .formula");
  return region !== null && region.scrollWidth > region.clientWidth;
}

function Part({ part }) {
  if (part.text !== undefined) return html`<p>${part.text}</p>`;
  if (part.tex !== undefined) return html`<div class="formula"><${Formula} ...${part} /></div>`;
  return html`<${Table} ...${part} />`;
}

// MathML that kudari.typeset made: it holds nothing but elements of formulas.
function Formula({ math, tex }) {
  return html`<span class="math" title=${tex} dangerouslySetInnerHTML=${{ __html: math }} />`;
}

function Table({ caption, header, rows }) {
  return html`
    <div class="wide" role="region" tabindex="0" aria-label=${caption}>
      <table>
        <caption>${caption}</caption>
        <thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>
          ${rows.map(([first, ...cells]) => html`
            <tr><th scope="row"><${Cell} cell=${first} /></th>
              ${cells.map((cell) => html`<td><${Cell} cell=${cell} /></td>`)}</tr>`)}
        </tbody>
      </table>
    </div>`;
}

function Cell({ cell }) {
  if (typeof cell === "string") return cell;
  if (cell.tex !== undefined) return html`<${Formula} ...${cell} />`;
  return html`<b>${cell.same}</b><span class="rest">${cell.rest}</span>`;
}
