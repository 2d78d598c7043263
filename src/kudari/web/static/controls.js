// The controls of a running study: run, pause, step, stop, speed, and the sliders of its methods.
import { html, useEffect, useState } from "./vendor/preact.js";
import { named } from "./words.js";

/** Steps a second, from one up; beyond the last: as fast as it goes. */
const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];

/** A speed at which a study of so many steps can be watched: some eight seconds. */
export function watchable(steps) {
  return SPEEDS.find((speed) => speed * 8 >= steps) || null;
}

/** What can be done in this state, by name. */
export function actions(feed) {
  const status = feed ? feed.state.status : "none";
  const going = status === "running" || status === "compiling" || status === "waiting";
  return { going, paused: status === "paused", live: going || status === "paused" };
}

export function Controls({ feed, t, run, resume, speed, setSpeed, busy, refused }) {
  const { going, paused, live } = actions(feed);
  const state = feed ? feed.state : {}, steps = feed && feed.begin ? feed.begin.steps : null;
  const place = speed === null ? SPEEDS.length : SPEEDS.indexOf(speed);
  const interrupted = feed && ["interrupted", "stopped", "gone"].includes(state.status);
  return html`
    <div class="controls" role="toolbar" aria-label=${t("page.live.controls")}>
      ${live
        ? html`<button type="button" class="main" data-action=${going ? "pause" : "resume"} onClick=${() => feed.control({ action: going ? "pause" : "resume" })}>
            ${t(going ? "page.live.pause" : "page.live.go_on")}</button>`
        : html`<button type="button" class="main" data-action="run" disabled=${busy || refused} onClick=${() => run(false)}>${t("page.live.run")}</button>`}
      <button type="button" data-action="step" disabled=${busy || (!live && refused)} title=${t("page.live.step_hint")}
        onClick=${() => (live ? feed.control({ action: "step" }) : run(true))}>${t("page.live.step")}</button>
      <button type="button" data-action="stop" disabled=${!live} onClick=${() => feed.control({ action: "stop" })}>${t("page.live.stop")}</button>
      ${interrupted && html`<button type="button" data-action="resume-study" onClick=${resume}>${t("page.live.resume")}</button>`}
      <label class="speed">${t("page.live.speed")}
        <input type="range" min="0" max=${SPEEDS.length} step="1" value=${place}
          aria-valuetext=${speedWords(speed, t)}
          onInput=${(event) => setSpeed(SPEEDS[Number(event.target.value)] ?? null)} />
        <output>${speedWords(speed, t)}</output>
      </label>
      <p class="status" data-status=${state.status || "none"}>
        <span role="status">${feed ? t(`page.status.${state.status}`) : t("page.status.none")}</span>
        ${steps !== null && html` <span class="count">${t("page.live.step_of", { step: kudari.shown(state.step ?? 0), steps: kudari.shown(steps) })}</span>`}
      </p>
      ${feed && steps !== null && html`<progress max=${steps} value=${Math.max(0, state.step || 0)} aria-label=${t("page.live.progress")}></progress>`}
    </div>`;
}

const speedWords = (speed, t) => (speed === null ? t("page.live.fastest") : t("page.live.a_second", { steps: kudari.shown(speed) }));

/** One slider for each hyperparameter that may be turned while the study runs. */
export function Sliders({ feed, t }) {
  const found = feed.state.sliders || [], { live } = actions(feed);
  if (!found.length || !live) return null;
  return html`<fieldset class="sliders"><legend>${t("page.live.turn")}</legend>
    ${found.map((one) => html`<${Slider} key=${`${one.method} ${one.name}`} one=${one} feed=${feed} t=${t} several=${new Set(found.map((each) => each.method)).size > 1} />`)}
  </fieldset>`;
}

function Slider({ one, feed, t, several }) {
  const [place, setPlace] = useState(one.values.indexOf(one.value));
  useEffect(() => setPlace(nearest(one.values, one.value)), [one.value]);
  const name = named(`page.name.${one.name}`, one.name), value = one.values[place];
  return html`<label class="slider">
    <span>${several ? `${one.method} · ${name}` : name}</span>
    <input type="range" min="0" max=${one.values.length - 1} step="1" value=${place} data-method=${one.method} data-name=${one.name}
      aria-valuetext=${kudari.shown(value, 3)}
      onInput=${(event) => setPlace(Number(event.target.value))}
      onChange=${(event) => feed.control({ action: "change", method: one.method, name: one.name, value: one.values[Number(event.target.value)] })} />
    <output>${kudari.shown(value, 3)}</output>
  </label>`;
}

function nearest(values, value) {
  return values.reduce((best, one, at) => (Math.abs(one - value) < Math.abs(values[best] - value) ? at : best), 0);
}
