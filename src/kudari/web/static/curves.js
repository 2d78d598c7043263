// The loss curves: median and band of every group of runs, as they come.
import uPlot from "./vendor/uplot.js";
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { Legend } from "./curve-legend.js";

const FADED = 0.16;

/** With more curves than this, their bands would hide each other. */
export const CROWD = 6;

/** Whether bands are drawn. */
export const banded = (feed, hidden) => feed.begin.seeds > 1 && feed.begin.curves.length - hidden.size <= CROWD;

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
  const least = rows.reduce((so, row) => row.reduce((lower, value) => (value > 0 && value < lower ? value : lower), so), Infinity);
  const edge = (at) => at % 3 === 1 && at < 3 * curves && least < Infinity ? least : null;
  return [x, ...rows.map((row, at) => row.map((value) => (value === undefined || value > 0 ? value : value === null ? null : edge(at))))];
}

/** uPlot's join wants every x once: of equal ones the last stays. */
function dedoubled(group) {
  const kept = group[0].map((value, n) => value !== group[0][n + 1]);
  return group.map((row) => row.filter((_, n) => kept[n]));
}

function options(feed, { width, height, log, by, t, singles, bands: shown }, drawn, hovered) {
  const dark = theme() === "dark", ink = css("--soft"), grid = css("--grid");
  const series = [{}], bands = [];
  feed.begin.curves.forEach((curve) => {
    const colour = curve.look[dark ? "dark" : "light"];
    series.push({ stroke: colour, width: curve.look.width, dash: curve.look.dashes, points: { show: false } });
    for (let edge = 0; edge < 2; edge += 1) series.push({ stroke: "transparent", width: 0, points: { show: false } });
    if (shown) bands.push({ series: [series.length - 1, series.length - 2], fill: alpha(colour, FADED) });
  });
  singles.forEach((one) => series.push({
    stroke: alpha(feed.begin.curves[one.group].look[dark ? "dark" : "light"], 0.45), width: 0.8, points: { show: false },
  }));
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 }, font: `12px ${css("--face") || "system-ui"}` };
  return {
    width, height, series, bands, legend: { show: false },
    padding: [10, 16, 0, 0],
    cursor: { drag: { x: true, y: false, setScale: true }, points: { show: false } },
    scales: {
      x: { time: false, range: (plot, low, high) => (feed.zoom || ends(feed, by, low, high)) },
      y: { distr: log ? 3 : 1, range: (plot, low, high) => within(feed.begin.far, log, low, high) },
    },
    axes: [
      { ...axis, label: t(`page.live.by.${by}`), size: 36, labelSize: 22, labelFont: axis.font, values: (plot, ticks) => ticks.map((one) => kudari.shown(one, 4)) },
      { ...axis, label: t("page.live.loss"), labelSize: 26, labelFont: axis.font, size: 68, ...(log ? { splits: decades, filter: (plot, ticks) => ticks } : {}),
        values: (plot, ticks) => ticks.map((one) => (one === null ? "" : named(one, ticks, log))) },
    ],
    hooks: {
      draw: [(plot) => { marks(plot, feed, by); drawn(); }],
      setCursor: [(plot) => hovered({ at: plot.cursor.idx, y: plot.cursor.top >= 0 ? plot.posToVal(plot.cursor.top, "y") : null })],
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

/** From where to where the losses are shown: a curve that flies away leaves the picture, so that the others can be seen. */
function within(far, log, low, high) {
  if (low === null || high === null) return [log ? 0.1 : 0, 1];
  const most = log ? far.log : far.linear, left = far.log > 0 && Math.max(Math.abs(low), Math.abs(high)) > far.log;
  const [least, greatest] = left ? [Math.max(low, -most), Math.max(Math.min(high, most), Math.max(low, -most))] : [low, high];
  return log ? uPlot.rangeLog(least, greatest, 10, false) : uPlot.rangeNum(least, greatest, 0.1, true);
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

/** Where a step of a curve lies on the axis; undefined before it is there. */
function place(feed, by, curve, step) {
  if (by === "step") return step;
  const { columns } = feed.points, at = (columns.step || [[]])[0].findIndex((one) => one >= step);
  return at < 0 ? undefined : columns[by][by === "evaluations" ? curve : 0][at];
}

/** A line at every change of a hyperparameter. */
function marks(plot, feed, by) {
  const { ctx, bbox } = plot;
  (feed.state.changes || []).forEach((change) => {
    const curve = Math.max(0, feed.begin.curves.findIndex((one) => !change.method || one.method === change.method));
    const value = place(feed, by, curve, change.step);
    if (value === undefined) return;
    const x = Math.round(plot.valToPos(value, "x", true));
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
  const place = useRef(), kept = useRef({}), [hover, setHover] = useState({ at: null, y: null });
  const above = usePositive(feed), log = look.log ?? above, bands = banded(feed, look.hidden);
  const shape = JSON.stringify([feed.run, log, look.by, [...look.hidden], singles.map((one) => [one.group, one.seeds]), bands, feed.begin.curves.length, look.theme, t("page.live.loss")]);

  const numbers = useMemo(() => withSingles(table(feed, look.by, look.hidden), singles, feed, look.by), [feed, tick, shape]);
  const data = useMemo(() => (log ? positive(numbers, feed.begin.curves.length) : numbers), [numbers, log]);

  // Drawn within the frame that it is for: an effect after it would be a frame late.
  useLayoutEffect(() => {
    const width = place.current.clientWidth, height = Math.max(220, Math.min(420, Math.round(width * 0.5)));
    const drawn = () => document.dispatchEvent(new CustomEvent("kudari:drawn", { detail: { computed: feed.computed } }));
    if (kept.current.shape !== shape) {
      kept.current.plot?.destroy();
      const chosen = options(feed, { width, height, log, by: look.by, t, singles: flat(singles), bands }, drawn, setHover);
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
      <${Legend} feed=${feed} data=${numbers} hover=${hover} singles=${singles} t=${t} look=${look} setLook=${setLook} />
    </div>`;
}

const flat = (singles) => singles.flatMap((one) => one.losses.map(() => ({ group: one.group })));

/** Whether nothing so far was 0 or below, so that a logarithmic axis shows all of it. */
function usePositive(feed) {
  const kept = useRef({});
  if (kept.current.feed !== feed) kept.current = { feed, seen: 0, above: true };
  const { current } = kept, { columns, length } = feed.points;
  const low = (value) => value <= 0;
  if (current.above) {
    current.above = !(columns.median || []).some((row) => row.slice(current.seen).some(low)) && !(feed.now && feed.now.median.some(low));
  }
  current.seen = length;
  return current.above;
}

/** Single runs are told at steps of their own; on another axis they stand where their curve has these steps. */
function withSingles(data, singles, feed, by) {
  if (!singles.length) return data;
  return uPlot.join([dedoubled(data), ...singles.map((one) => along(one, feed, by))]);
}

function along({ group, steps, losses }, feed, by) {
  if (by === "step") return [steps, ...losses];
  const { columns } = feed.points, row = columns[by][by === "evaluations" ? group : 0];
  const where = new Map(columns.step[0].map((step, at) => [step, row[at]]));
  const kept = [...steps.keys()].filter((at) => where.has(steps[at]));
  return dedoubled([kept.map((at) => where.get(steps[at])), ...losses.map((run) => kept.map((at) => run[at]))]);
}
