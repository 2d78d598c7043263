// The contour in place of a surface, where the browser draws none.

/** Draw the surface's chart from above, below a sentence that says why. */
export function flat(element, data, t) {
  let place = element.querySelector(":scope > .flat");
  if (!place) {
    element.textContent = "";
    const note = element.appendChild(document.createElement("p"));
    note.className = "note";
    note.textContent = t("page.view.surface.flat");
    place = element.appendChild(document.createElement("div"));
    place.className = "flat";
  }
  window.kudari.drawChart(place, data.chart, { read: t("page.view.read") });
}
