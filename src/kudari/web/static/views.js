// The pictures that move with a run: one at a time beside the curves, each drawn by its kind.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Behind } from "./behind.js";
import { actions } from "./controls.js";
import { theme } from "./curves.js";

/** Kinds of views that have tables of their numbers. */
const TABLED = ["chart", "surface", "histograms", "boundary", "network"];

/** Kinds of views -> the module that draws them, loaded when one is first seen. */
const KINDS = {};

async function drawer(kind) {
  if (kind === "chart") return drawChart;
  // A module that did not come is asked for again.
  KINDS[kind] ||= import(`./views/${kind}.js`).then((module) => module.draw, (error) => { delete KINDS[kind]; throw error; });
  return KINDS[kind];
}

const drawChart = (element, data, { t }) => kudari.drawChart(element, data.chart, { read: t("page.view.read") });

/** Why there is no picture yet: a study that goes on brings it, of one at rest it is being made; else there comes none. */
export function pending(feed) {
  if (actions(feed).going) return "page.view.waiting";
  return ["gone", "refused"].includes(feed.state.status) ? null : "page.view.fetching";
}

/** The tabs of a study's views, and the one that is looked at. */
export function Views({ feed, t, chosen, setChosen, look }) {
  const names = feed.begin.views;
  if (!names.length) return null;
  const name = names.includes(chosen.view) ? chosen.view : names[0], id = (one) => `tab-${feed.run}-${one}`;
  return html`
    <section class="views" aria-label=${t("page.view.all")}>
      <div class="tabs" role="tablist">
        ${names.map((one) => html`<button type="button" role="tab" key=${one} id=${id(one)} data-tab=${one} aria-selected=${one === name}
          tabindex=${one === name ? 0 : -1} onClick=${() => setChosen({ ...chosen, view: one })}
          onKeyDown=${(event) => walk(event, names, name, id, (next) => setChosen({ ...chosen, view: next }))}>${t(`page.view.${one}`)}</button>`)}
      </div>
      <${Shown} key=${`${feed.run} ${name}`} feed=${feed} t=${t} name=${name} tab=${id(name)} choice=${chosen.choice} setChoice=${(choice) => setChosen({ view: name, choice })} look=${look} />
    </section>`;
}

/** Arrows go from tab to tab, as everywhere. */
function walk(event, names, name, id, go) {
  const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  const next = names[(names.indexOf(name) + way + names.length) % names.length];
  go(next);
  requestAnimationFrame(() => document.getElementById(id(next))?.focus());
}

function Shown({ feed, t, name, tab, choice, setChoice, look }) {
  const place = useRef(), [failed, setFailed] = useState("");
  const newest = feed.view(name), data = newest && newest.data, last = useRef(null);
  // Until what was chosen is there, the choices stay where they are.
  if (data) last.current = data;
  useEffect(() => {
    if (!data || !place.current) return;
    drawer(data.kind).then((draw) => place.current && draw(place.current, data, { t, theme: theme() })).then(() => setFailed(""))
      .catch((error) => setFailed(String(error.message || error)));
  }, [newest, look.theme, look.width]);
  return html`
    <div class="view" role="tabpanel" aria-labelledby=${tab} data-view=${name} data-step=${newest ? newest.step : ""}>
      <${Choices} data=${last.current} choice=${choice} setChoice=${setChoice} t=${t} />
      <div class="drawing" ref=${place}></div>
      ${data && data.kind === "chart" && data.caption && html`<p class="caption">${data.caption}</p>`}
      ${last.current && TABLED.includes(last.current.kind) && html`<${Behind} tables=${data && data.tables} open=${Boolean(choice && choice.numbers)}
        ask=${(open) => setChoice({ ...choice, numbers: open || undefined })} t=${t} />`}
      ${newest && !data && html`<p class="note">${t("page.view.nothing")}</p>`}
      ${!newest && pending(feed) && html`<p class="waiting">${t(pending(feed))}</p>`}
      ${failed && html`<p class="note">${t("page.view.failed", { reason: failed })}</p>`}
    </div>`;
}

/** Which method, seed and the like a view shows: as the view itself offers, {name: [[value, words], …]}. */
function Choices({ data, choice, setChoice, t }) {
  const offered = (data && data.choices) || {};
  return html`<div class="choices">
    ${Object.entries(offered).map(([key, values]) => html`<label key=${key}>${t(`page.choice.${key}`)}
      <select value=${String(selected(values, (choice || {})[key], (data.choice || {})[key]))} onChange=${(event) => setChoice({ ...choice, [key]: values[event.target.selectedIndex][0] })}>
        ${values.map(([value, words]) => html`<option key=${value} value=${String(value)}>${words}</option>`)}
      </select></label>`)}
  </div>`;
}

/** What was chosen, where it is offered here; else what is shown. */
function selected(values, chosen, shown) {
  if (chosen !== undefined && values.some(([value]) => value === chosen)) return chosen;
  return shown === undefined ? values[0][0] : shown;
}
