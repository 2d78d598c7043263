// A race: is one method better? Its question, how far it is, and its answer.
import { html, useState } from "./vendor/preact.js";
import { Fragment_ } from "./fragment.js";
import { useFeed, useTick } from "./live.js";

export function RacePage({ choices, t, api, language }) {
  const [race, change] = useState({ suite: "", problems: ["fit-square"], methods: ["gd", "momentum", "nesterov", "adam"], seeds: 16, budget: 12, by: "evaluations", unfair: "" });
  const [feed, watch] = useFeed(), [name, setName] = useState(""), [problem, setProblem] = useState(""), [own, setOwn] = useState("");
  useTick(feed);
  if (!choices) return html`<p class="waiting">${t("page.loading")}</p>`;
  const set = (more) => change({ ...race, ...more });
  const start = async () => {
    setProblem("");
    try {
      const said = await api.start("race", { ...race, problems: race.suite ? [] : race.problems, methods: race.methods.join(","), name: `${race.suite || race.problems[0] || "race"}-race`.replace(/[^\w .-]/g, "").replace(/^\W+/, "") || "race" });
      setName(said.name);
      watch(said.run);
    } catch (error) { setProblem(error.message); }
  };
  const going = feed && !feed.answer && !feed.refused && !feed.ended;
  const toggle = (list, one) => (list.includes(one) ? list.filter((each) => each !== one) : [...list, one]);
  return html`
    <h1>${t("page.menu.race")}</h1>
    <p class="lead">${t("page.race.about")}</p>
    <form class="race-form" onSubmit=${(event) => { event.preventDefault(); start(); }}>
      <fieldset><legend>${t("page.race.problems")}</legend>
        <label>${t("page.race.suite")} <select value=${race.suite} onChange=${(event) => set({ suite: event.target.value })}>
          <option value="">${t("page.race.no_suite")}</option>${choices.suites.map((one) => html`<option key=${one.name} value=${one.name}>${one.name}</option>`)}</select></label>
        ${!race.suite && html`<div class="picks">${[...new Set([...choices.studies.map((one) => one.name), ...race.problems])].map((one) => html`<label class="pick" key=${one}>
          <input type="checkbox" checked=${race.problems.includes(one)} onChange=${() => set({ problems: toggle(race.problems, one) })} /> ${one}</label>`)}
          <label>${t("page.race.own")} <input type="text" value=${own} maxlength="500" placeholder="x**4-3*x**3" onChange=${(event) => { const text = event.target.value.trim(); if (text) set({ problems: [...race.problems, text] }); setOwn(""); }} /></label></div>`}
      </fieldset>
      <fieldset><legend>${t("page.race.methods")}</legend>
        <div class="picks">${[...new Set([...choices.methods.map((one) => one.name), ...race.methods])].map((one) => html`<label class="pick" key=${one}>
          <input type="checkbox" checked=${race.methods.includes(one)} onChange=${() => set({ methods: toggle(race.methods, one) })} /> ${one}</label>`)}
          <label>${t("page.race.own_method")} <input type="text" value="" maxlength="200" placeholder="reversal-every(adam)+cosine" onChange=${(event) => { const text = event.target.value.trim(); if (text) set({ methods: [...race.methods, text] }); event.target.value = ""; }} /></label></div>
      </fieldset>
      <fieldset class="numbers"><legend>${t("page.race.how")}</legend>
        <label>${t("page.race.seeds")} <input type="number" min="2" max="1000" value=${race.seeds} onInput=${(event) => set({ seeds: Number(event.target.value) })} /></label>
        <label>${t("page.race.budget")} <input type="number" min="1" max="200" value=${race.budget} onInput=${(event) => set({ budget: Number(event.target.value) })} /></label>
        <label>${t("page.race.by")} <select value=${race.by} onChange=${(event) => set({ by: event.target.value })}>
          ${["evaluations", "steps", "seconds"].map((one) => html`<option key=${one} value=${one}>${t(`page.race.by.${one}`)}</option>`)}</select></label>
        <label>${t("page.race.unfair")} <select value=${race.unfair} onChange=${(event) => set({ unfair: event.target.value })}>
          <option value="">${t("page.race.unfair.none")}</option>
          ${choices.mistakes.map((one) => html`<option key=${one} value=${one}>${t(`page.race.unfair.${one}`)}</option>`)}</select></label>
      </fieldset>
      <p><button type="submit" class="main" data-action="race" disabled=${going || race.methods.length < 2 || (!race.suite && !race.problems.length)}>${t("page.race.start")}</button>
        ${going && html` <button type="button" onClick=${() => feed.control({ action: "cancel" })}>${t("page.live.stop")}</button>`}</p>
    </form>
    ${going && html`<p role="status">${feed.progress ? feed.progress.words : t("page.status.compiling")}</p><progress max="1" value=${feed.progress ? feed.progress.share : 0}></progress>`}
    ${(problem || (feed && (feed.refused || (feed.state.status === "gone" && feed.state.sentence)))) && html`<p class="note" role="alert">${problem || feed.refused || feed.state.sentence}</p>`}
    ${feed && feed.answer && html`<p><a href=${`#/saved/${encodeURIComponent(name)}`}>${t("page.live.saved", { name })}</a></p>
      <${Fragment_} job="told" values=${{ name }} api=${api} t=${t} language=${language} />`}`;
}
