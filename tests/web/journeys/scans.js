// What a journey asks of the page: given to every page before its own scripts.
const each = (selector) => [...document.querySelectorAll(selector)];

window.scan = {
  /** Every text that somebody sees or hears, but the source of formulas. */
  said() {
    const names = ["aria-label", "title", "placeholder", "aria-valuetext", "aria-description", "alt"];
    const heard = each(names.map((name) => `[${name}]:not(.math)`).join()).flatMap((one) => names.map((name) => one.getAttribute(name)));
    return [document.body.innerText, ...heard, ...each("option").map((one) => one.textContent)].filter(Boolean).join("\n");
  },

  /** Controls without a name. */
  nameless() {
    const text = (id) => document.getElementById(id)?.textContent || "";
    return each("button, input, select, textarea, a[href], summary, [role=tab], [role=slider]").filter((one) => {
      const by = (one.getAttribute("aria-labelledby") || "").split(" ").map(text).join("");
      const labels = [...(one.labels || [])].map((label) => label.textContent).join("");
      const own = one.matches("button, a, summary, [role=tab]") ? one.textContent : "";
      return !(one.getAttribute("aria-label") || by || labels || own || one.title).trim();
    }).map((one) => one.outerHTML.slice(0, 200));
  },

  /** Targets that a finger misses: under 24 pixels (WCAG 2.2, 2.5.8). */
  small() {
    return each("button, select, input:not([type=file]), summary, nav a, a.button").filter((one) => {
      const target = one.matches("[type=checkbox], [type=radio]") ? one.closest("label") || one : one;
      const { width, height } = target.getBoundingClientRect();
      return one.checkVisibility() && !one.closest(".unseen") && width > 0 && (width < 24 || height < 24);
    }).map((one) => `${one.getBoundingClientRect().width} × ${one.getBoundingClientRect().height}: ${one.outerHTML.slice(0, 160)}`);
  },

  /** Whether one sees where the focus is. */
  focused() {
    const one = document.activeElement, look = getComputedStyle(one);
    return one === document.body || look.boxShadow !== "none" || (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1);
  },

  /** Whether nothing came of text that means harm. */
  pure() {
    return window.pwned === undefined && !document.querySelector("img[src='x'], [onerror], [onclick]")
      && each("script:not([type='application/json'])").every((script) => script.src.startsWith(location.origin));
  },

  /** All that a view's drawing is made of. */
  drawn(name) {
    const place = document.querySelector(`.view[data-view="${name}"] .drawing`), plot = place.querySelector(".js-plotly-plot");
    if (plot) return JSON.stringify(plot.data.map(({ x, y, z }) => [x, y, z]));
    return [...place.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).join() + place.innerHTML;
  },

  /** Pixels of the curves' picture on which there is ink. */
  inked() {
    const canvas = document.querySelector(".curves canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 3 && value > 0).length;
  },

  /** Columns of the curves' picture with a line of dashes from its top to its bottom: ink in more than a third, in many pieces. */
  dashed() {
    const canvas = document.querySelector(".curves canvas"), { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    const dark = (x, y) => { const at = 4 * (y * width + x); return data[at + 3] > 200 && data[at] < 90 && data[at + 1] < 90 && data[at + 2] < 90; };
    const found = [];
    for (let x = 70; x < width - 16; x += 1) {
      let ink = 0, pieces = 0;
      for (let y = 1; y < height; y += 1) { if (dark(x, y)) { ink += 1; if (!dark(x, y - 1)) pieces += 1; } }
      if (ink > height / 3 && pieces > 10 && x - (found[found.length - 1] ?? -9) > 2) found.push(x);
    }
    return found.length;
  },

  /** From now on: by how much what nobody touched has moved. */
  watchShifts() {
    window.shifts = [];
    const where = (source) => source.node?.parentElement?.outerHTML.slice(0, 160);
    const keep = (one) => { if (!one.hadRecentInput) window.shifts.push([one.value, one.sources.map(where)]); };
    new PerformanceObserver((list) => list.getEntries().forEach(keep)).observe({ type: "layout-shift" });
  },
};
