// The loss curves: median and band of every group of runs, as they come.
import uPlot from "./vendor/uplot.js";
import { html, useEffect, useMemo, useRef, useState } from "./vendor/preact.js";

const FADED = 0.16;

export const theme = () => document.documentElement.dataset.theme
  || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const alpha = (colour, share) => colour + Math.round(share * 255).toString(16).padStart(2, "0");

/** A curve's numbers with the newest record behind them; what is no number is a gap. */
function column(rows, at, newest) {
  const values = rows ? rows[at].slice() : [];
  if (newest !== undefined) values.push(newest);
  return values.map((value) => (Number.isFinite(value) ? value : null));
}

/** [x, median, low, high, …] as uPlot wants them, with x in common. */
export function table(feed, by, hidden) {
  const { columns, length } = feed.points, newest = feed.now;
  const last = length ? columns.step[0][length - 1] : -1, more = newest && newest.step[0] > last;
  const count = feed.begin.curves.length;
  const groups = [...Array(count).keys()].map((at) => {
    const rows = ["median", "low", "high"].map((name) => (hidden.has(at) ? []
      : column(columns[name], at, more ? newest[name][at] : undefined)));
    const x = by === "evaluations" ? (columns.evaluations ? columns.evaluations[at].slice() : [])
      : (columns[by] ? columns[by][0].slice() : []);
    if (more) x.push(by === "evaluations" ? newest.evaluations[at] : newest[by][0]);
    return [x, ...rows.map((row) => (row.length ? row : x.map(() => null)))];
  });
  const same = groups.every(([x]) => x.every((value, n) => value === groups[0][0][n]));
  if (same) return [groups[0][0], ...groups.flatMap((group) => group.slice(1))];
  return uPlot.join(groups.map(dedoubled));
}

/** What can stand on a logarithmic axis. A band that reaches down to 0 or below goes to the least positive value shown. */
export function positive([x, ...rows], curves) {
  const least = rows.flat().reduce((so, value) => (value > 0 && value < so ? value : so), Infinity);
  const edge = (at) => at % 3 === 1 && at < 3 * curves && least < Infinity ? least : null;
  return [x, ...rows.map((row, at) => row.map((value) => (value === undefined || value > 0 ? value : value === null ? null : edge(at))))];
}

/** uPlot's join wants every x once: of equal ones the last stays. */
function dedoubled(group) {
  const kept = group[0].map((value, n) => value !== group[0][n + 1]);
  return group.map((row) => row.filter((_, n) => kept[n]));
}

function options(feed, { width, height, log, by, t, singles, banded }, drawn, hovered) {
  const dark = theme() === "dark", ink = css("--soft"), grid = css("--grid");
  const series = [{}], bands = [];
  feed.begin.curves.forEach((curve) => {
    const colour = curve.look[dark ? "dark" : "light"];
    series.push({ stroke: colour, width: curve.look.width, dash: curve.look.dashes, spanGaps: true, points: { show: false } });
    for (let edge = 0; edge < 2; edge += 1) series.push({ stroke: "transparent", width: 0, spanGaps: true, points: { show: false } });
    if (banded) bands.push({ series: [series.length - 1, series.length - 2], fill: alpha(colour, FADED) });
  });
  singles.forEach((one) => series.push({
    stroke: alpha(feed.begin.curves[one.group].look[dark ? "dark" : "light"], 0.45), width: 0.8, spanGaps: true, points: { show: false },
  }));
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 }, font: `12px ${css("--face") || "system-ui"}` };
  return {
    width, height, series, bands, legend: { show: false },
    padding: [10, 16, 0, 0],
    cursor: { drag: { x: true, y: false, setScale: true }, points: { show: false } },
    scales: {
      x: { time: false, range: (plot, low, high) => (feed.zoom || ends(feed, by, low, high)) },
      y: { distr: log ? 3 : 1 },
    },
    axes: [
      { ...axis, label: t(`page.live.by.${by}`), size: 36, labelSize: 22, labelFont: axis.font, values: (plot, ticks) => ticks.map((one) => kudari.shown(one, 4)) },
      { ...axis, label: t("page.live.loss"), labelSize: 26, labelFont: axis.font, size: 68, ...(log ? { splits: decades, filter: (plot, ticks) => ticks } : {}),
        values: (plot, ticks) => ticks.map((one) => (one === null ? "" : named(one, ticks, log))) },
    ],
    hooks: {
      draw: [(plot) => { marks(plot, feed, by); drawn(); }],
      setCursor: [(plot) => hovered(plot.cursor.idx)],
      setSelect: [(plot) => {
        if (plot.select.width > 4) feed.zoom = [plot.posToVal(plot.select.left, "x"), plot.posToVal(plot.select.left + plot.select.width, "x")];
      }],
    },
  };
}

/** By steps the whole length is there from the beginning, so that nothing moves while the curves grow. */
function ends(feed, by, low, high) {
  if (by === "step") return [0, feed.begin.steps || 1];
  return [low ?? 0, high > low ? high : (low ?? 0) + 1];
}

/** Ticks of a logarithmic axis: powers of ten with gaps where there are many, 2 to 9 between them where there are few. */
function decades(plot, axis, low, high) {
  const first = Math.floor(Math.log10(low) + 1e-9), last = Math.ceil(Math.log10(high) - 1e-9), gap = Math.max(1, Math.ceil((last - first) / 9));
  const powers = [...Array(last - first + 1).keys()].map((n) => first + n).filter((power) => power % gap === 0);
  const ticks = powers.flatMap((power) => (last - first > 6 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9]).map((one) => Number(`${one}e${power}`)));
  return ticks.filter((one) => one >= low * (1 - 1e-9) && one <= high * (1 + 1e-9));
}

/** Numbers stand at powers of ten; where there are not two of them, at 2 and 5 too. */
function named(value, ticks, log) {
  if (!log) return kudari.shown(value, 3);
  const leading = (one) => Number(one.toExponential()[0]);
  const few = ticks.filter((one) => leading(one) === 1).length < 2;
  return (few ? [1, 2, 5] : [1]).includes(leading(value)) ? kudari.shown(value, 3) : "";
}

/** A line at every change of a hyperparameter. */
function marks(plot, feed, by) {
  if (by !== "step") return;
  const { ctx, bbox } = plot;
  (feed.state.changes || []).forEach((change) => {
    const x = Math.round(plot.valToPos(change.step, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.save();
    ctx.strokeStyle = css("--ink");
    ctx.setLineDash([5, 4]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  });
}

/** The picture with its legend, whose numbers are those under the pointer, else the newest. */
export function Curves({ feed, tick, t, look, setLook, singles }) {
  const place = useRef(), kept = useRef({}), [at, setAt] = useState(null);
  const above = useRef(true);
  if (feed.now && feed.now.median.some((value) => value <= 0)) above.current = false;
  const log = look.log ?? above.current;
  const banded = feed.begin.seeds > 1 && feed.begin.curves.length - look.hidden.size <= 6;
  const shape = JSON.stringify([log, look.by, [...look.hidden], singles.map((one) => one.group), banded, feed.begin.curves.length, look.theme, t("page.live.loss")]);

  const numbers = useMemo(() => withSingles(table(feed, look.by, look.hidden), singles, look.by), [feed, tick, shape]);
  const data = useMemo(() => (log ? positive(numbers, feed.begin.curves.length) : numbers), [numbers, log]);

  useEffect(() => {
    const width = place.current.clientWidth, height = Math.max(220, Math.min(420, Math.round(width * 0.5)));
    const drawn = () => document.dispatchEvent(new CustomEvent("kudari:drawn", { detail: { computed: feed.computed } }));
    if (kept.current.shape !== shape) {
      kept.current.plot?.destroy();
      const chosen = options(feed, { width, height, log, by: look.by, t, singles: flat(singles), banded }, drawn, setAt);
      kept.current = { shape, plot: new uPlot(chosen, data, place.current) };
    } else {
      const { plot } = kept.current;
      if (plot.width !== width) plot.setSize({ width, height });
      plot.setData(data);
    }
    kept.current.data = data;
  }, [tick, shape, look.width, look.zoomed]);

  useEffect(() => {
    const watch = new ResizeObserver(() => setLook({ width: place.current?.clientWidth }));
    watch.observe(place.current);
    return () => { watch.disconnect(); kept.current.plot?.destroy(); };
  }, []);

  const reset = () => { feed.zoom = null; kept.current.plot?.setData(kept.current.data); };
  return html`
    <div class="curves" role="group" aria-label=${t("page.live.curves")}>
      <div class="plot-area" ref=${place} onDblClick=${reset}></div>
      <${Legend} feed=${feed} data=${numbers} at=${at} t=${t} look=${look} setLook=${setLook} />
    </div>`;
}

const flat = (singles) => singles.flatMap((one) => one.losses.map(() => ({ group: one.group })));

/** Single runs lie at steps of their own. */
function withSingles(data, singles, by) {
  if (!singles.length || by !== "step") return singles.length ? [...data, ...flat(singles).map(() => data[0].map(() => null))] : data;
  return uPlot.join([dedoubled(data), ...singles.map((one) => [one.steps, ...one.losses])]);
}

function Legend({ feed, data, at, t, look, setLook }) {
  const place = data && data[0].length ? Math.min(at ?? data[0].length - 1, data[0].length - 1) : null;
  const toggle = (number) => {
    const hidden = new Set(look.hidden);
    if (!hidden.delete(number)) hidden.add(number);
    setLook({ hidden });
  };
  return html`
    <ul class="curve-legend">
      <li class="where">${place === null ? "" : t(`page.live.at.${look.by}`, { value: kudari.shown(data[0][place], 5) })}</li>
      ${feed.begin.curves.map((curve, number) => {
        const read = (edge) => (place === null ? null : data[1 + 3 * number + edge][place]);
        const [median, low, high] = [read(0), read(1), read(2)];
        return html`<li key=${number}>
          <button type="button" class="curve" aria-pressed=${!look.hidden.has(number)} onClick=${() => toggle(number)}>
            <svg class="swatch series" viewBox="0 0 30 14" aria-hidden="true" ref=${(svg) => svg && coloured(svg, curve.look)}>
              <line x1="1" x2="29" y1="7" y2="7" stroke="currentColor" stroke-width=${curve.look.width} stroke-dasharray=${curve.look.dashes.join(" ")} />
            </svg>
            <span class="name">${curve.name}</span>
            <span class="value">${kudari.shown(median, 4)}${feed.begin.seeds > 1 && low !== null && low !== undefined
              ? html`<small> ${kudari.shown(low, 3)} – ${kudari.shown(high, 3)}</small>` : ""}</span>
          </button></li>`;
      })}
    </ul>`;
}

export function coloured(element, look) {
  element.style.setProperty("--light", look.light);
  element.style.setProperty("--dark", look.dark);
}
