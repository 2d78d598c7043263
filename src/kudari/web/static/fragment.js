// Parts of a report within the page: the server's own markup, in which every text of a person is escaped already.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";

/** Show markup of the server, and draw the charts in it. */
export function Markup({ markup, t }) {
  const place = useRef();
  useEffect(() => {
    place.current.innerHTML = markup;
    const words = { read: t("page.view.read") };
    place.current.querySelectorAll("figure").forEach((figure) => {
      const numbers = figure.querySelector("script.numbers");
      if (numbers) kudari.drawChart(figure.querySelector(".chart"), JSON.parse(numbers.textContent), words);
    });
    // Copy buttons are of the report's own script.
    place.current.querySelectorAll("button.copy").forEach((button) => button.remove());
  }, [markup]);
  return html`<div class="fragment" ref=${place}></div>`;
}

/** The answer to a question, as markup. */
export function Fragment_({ job, values, api, t, language }) {
  const [markup, setMarkup] = useState(""), [problem, setProblem] = useState("");
  useEffect(() => {
    // An answer that comes when something else was asked is not shown.
    let current = true;
    const take = (show) => (said) => { if (current) show(said); };
    setProblem("");
    api.ask(job, values).then(take((said) => setMarkup(said.markup)), take((error) => { setMarkup(""); setProblem(error.message); }));
    return () => { current = false; };
  }, [job, JSON.stringify(values), language]);
  return html`${problem && html`<p class="note" role="alert">${problem}</p>`}
    ${markup ? html`<${Markup} markup=${markup} t=${t} />` : !problem && html`<p class="waiting">${t("page.loading")}</p>`}`;
}
