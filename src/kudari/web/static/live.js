// A study that runs, or ran: its controls, curves, pictures, and what came of it.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Numbers, places } from "./behind.js";
import { Controls, Sliders, actions } from "./controls.js";
import { CROWD, Curves, banded } from "./curves.js";
import { Feed } from "./feed.js";
import { Outcome } from "./outcome.js";
import { Views } from "./views.js";
import { named } from "./words.js";

const BY = ["step", "evaluations", "seconds"];

/** [the stream of a run or null, watch(run)]; it is closed when another comes, and when nobody is there any more. */
export function useFeed() {
  const [feed, setFeed] = useState(null), gone = useRef(false);
  useEffect(() => () => feed && feed.close(), [feed]);
  useEffect(() => () => { gone.current = true; }, []);
  // The answer to a question may come when its page was left.
  return [feed, (run) => { if (!gone.current) setFeed(new Feed(run)); }];
}

/** Draw at most once a frame of the screen, however many frames the server sends. */
export function useTick(feed) {
  const [tick, setTick] = useState(0), due = useRef(0);
  useEffect(() => {
    if (!feed) return undefined;
    feed.changed = () => {
      if (due.current) return;
      due.current = requestAnimationFrame(() => { due.current = 0; setTick((one) => one + 1); });
    };
    setTick((one) => one + 1);
    return () => { feed.changed = () => {}; cancelAnimationFrame(due.current); due.current = 0; };
  }, [feed]);
  return tick;
}

/** Where keys belong to what has the focus, they do not steer the study. */
function typed(event) {
  return event.target.closest("input, select, textarea, summary, [role=tab], [role=slider], [role=region], .js-plotly-plot, [data-keys]")
    || event.ctrlKey || event.metaKey || event.altKey;
}

export function Live({ feed, t, run, resume, speed, setSpeed, busy, refused, tryThis, themed, language, ended, empty }) {
  const tick = useTick(feed), place = useRef();
  const [look, change] = useState({ by: "step", log: null, hidden: new Set() });
  const [chosen, setChosen] = useState({ view: "", choice: {} });
  const [group, setGroup] = useState(null);
  const setLook = (more) => change((old) => ({ ...old, ...more }));
  const told_apart = feed && feed.begin ? feed.begin.curves.map((curve) => curve.names.en).join("\n") : null;
  useEffect(() => {
    // What was hidden or chosen among other curves means nothing among these.
    if (told_apart === null) return;
    setLook({ hidden: new Set() });
    setGroup(null);
    setChosen((old) => ({ ...old, choice: {} }));
  }, [told_apart]);
  const begun = feed && feed.begin, view = begun && (begun.views.includes(chosen.view) ? chosen.view : begun.views[0]);

  useEffect(() => {
    if (!begun) return;
    const wants = [{ view: "table" }];
    if (view) wants.push({ view, choice: chosen.choice });
    if (group !== null) wants.push({ view: "singles", choice: { group } });
    feed.want(wants);
  }, [feed, Boolean(begun), view, JSON.stringify(chosen.choice), group, language]);

  const end = feed && ["finished", "stopped", "gone"].includes(feed.state.status) ? feed.state.status : "";
  useEffect(() => { if (end && ended) ended(end); }, [feed, end]);

  useEffect(() => {
    const press = (event) => {
      // What has taken a key for itself has used it up.
      if (event.defaultPrevented) return;
      // Of several studies side by side, keys steer the one that has the focus.
      if (document.querySelectorAll(".live").length > 1 && !place.current.contains(document.activeElement)) return;
      const { live, going } = actions(feed);
      if (event.key === " " && !typed(event) && !event.target.closest("button, a")) {
        event.preventDefault();
        if (live) feed.control({ action: going ? "pause" : "resume" });
        else if (!busy && !refused) run(false);
      } else if (event.key === "ArrowRight" && !typed(event) && (live || (!busy && !refused && !feed))) {
        event.preventDefault();
        if (live) feed.control({ action: "step" });
        else run(true);
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });

  const known = (by) => by !== "seconds" || timed(feed);
  const by = begun && known(look.by) ? look.by : "step";
  const singles = group !== null && begun && feed.view("singles") && feed.view("singles").data ? [feed.view("singles").data] : [];
  return html`
    <div class="live" ref=${place}>
      <${Controls} feed=${feed} t=${t} run=${run} resume=${resume} speed=${speed} setSpeed=${setSpeed} busy=${busy} refused=${refused} />
      ${feed && (feed.state.sentence || feed.note) && html`<p class="note" role="alert">${feed.state.sentence || feed.note}</p>`}
      ${feed && feed.offline && html`<p class="note" role="alert">${t(feed.lost ? "page.live.outside" : "page.live.lost")}</p>`}
      ${!begun && html`<div class="empty"><p>${feed && !feed.ended ? t("page.live.compiling") : empty || t("page.live.empty")}</p></div>`}
      ${begun && html`
        <div class="curve-options">
          <label>${t("page.live.x")} <select value=${by} onChange=${(event) => { feed.zoom = null; setLook({ by: event.target.value }); }}>
            ${BY.map((one) => html`<option value=${one} key=${one} disabled=${!known(one)}>${t(known(one) ? `page.live.by.${one}` : "page.live.by.unknown")}</option>`)}</select></label>
          <label>${t("page.live.y")} <select value=${String(look.log)} onChange=${(event) => setLook({ log: { true: true, false: false }[event.target.value] ?? null })}>
            <option value="null">${t("page.live.scale.auto")}</option><option value="true">${t("page.live.scale.log")}</option><option value="false">${t("page.live.scale.linear")}</option></select></label>
          <label>${t("page.live.singles")} <select value=${String(group)} onChange=${(event) => setGroup(event.target.value === "null" ? null : Number(event.target.value))}>
            <option value="null">${t("page.live.singles.none")}</option>
            ${feed.curves.map((curve, at) => html`<option value=${at} key=${at}>${curve.name}</option>`)}</select></label>
          <${Zoom} feed=${feed} t=${t} by=${by} setLook=${setLook} />
        </div>
        <${Curves} feed=${feed} tick=${tick} t=${t} look=${{ ...look, by, theme: themed }} setLook=${setLook} singles=${singles} />
        ${begun.seeds > 1 && html`<p class="caption">${t(banded(feed, look.hidden) ? "page.live.band" : "page.live.crowd", { most: CROWD })}</p>`}
        <${Behind} feed=${feed} t=${t} />
        <${Sliders} feed=${feed} t=${t} />
        <${Changes} feed=${feed} t=${t} />
        <${Views} feed=${feed} t=${t} chosen=${{ ...chosen, view }} setChosen=${setChosen} look=${{ theme: themed, width: look.width }} />
        <${Outcome} feed=${feed} t=${t} tryThis=${tryThis} />`}
    </div>`;
}

/** Whether it is known of every point how long the study had computed: not of what was read from a folder. */
const timed = (feed) => (feed.points.columns.seconds || [[]])[0].every(Number.isFinite);

/** From where to where the curves go. */
function reach(feed, by) {
  const rows = feed.points.columns[by];
  return by === "step" || !rows ? [0, feed.begin.steps] : [0, Math.max(...rows.map((row) => row[row.length - 1]))];
}

/** Zoom by buttons; with the mouse one draws across the curves. */
function Zoom({ feed, t, by, setLook }) {
  const zoom = (factor) => {
    const [least, most] = reach(feed, by), [low, high] = feed.zoom || [least, most];
    const middle = (low + high) / 2, half = (high - low) * factor / 2;
    feed.zoom = factor && 2 * half < most - least ? [Math.max(least, middle - half), Math.min(most, middle + half)] : null;
    setLook({ zoomed: Math.random() });
  };
  return html`<span class="zoom" role="group" aria-label=${t("page.live.zoom")}>
    <button type="button" onClick=${() => zoom(0.5)} aria-label=${t("page.live.zoom_in")}>+</button>
    <button type="button" onClick=${() => zoom(2)} aria-label=${t("page.live.zoom_out")}>−</button>
    <button type="button" onClick=${() => zoom(0)}>${t("page.live.zoom_all")}</button></span>`;
}

/** What was changed while the study ran. */
function Changes({ feed, t }) {
  const made = feed.state.changes || [];
  if (!made.length) return null;
  return html`<ul class="changes">${made.map((one, at) => html`<li key=${at}>${t("page.live.changed", {
    step: kudari.shown(one.step), name: named(`page.name.${one.name}`, one.name), method: one.method, value: kudari.shown(one.value, 3),
  })}</li>`)}</ul>`;
}

/** The numbers behind the curves. */
function Behind({ feed, t }) {
  const { columns, length } = feed.points, { curves } = feed;
  const spread = (n, at) => html`${kudari.shown(columns.median[n][at], 4)}<small>${kudari.shown(columns.low[n][at], 3)} – ${kudari.shown(columns.high[n][at], 3)}</small>`;
  const tables = () => [{
    head: [t("page.live.by.step"), ...curves.map((curve) => curve.name)],
    rows: places(length).map((at) => [kudari.shown(columns.step[0][at]), ...curves.map((_, n) => spread(n, at))]),
  }];
  return html`<${Numbers} summary=${t("page.live.behind")} tables=${tables} />`;
}
