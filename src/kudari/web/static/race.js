// A race: is one method better? Its question, how far it is, and its answer.
import { html, useState } from "./vendor/preact.js";
import { Fragment_ } from "./fragment.js";
import { Act, Progress, Stop, useJob } from "./job.js";

const QUESTION = {
  suite: "", problems: ["fit-square"], methods: ["gd", "momentum", "nesterov", "adam"], seeds: 16, budget: 12, by: "evaluations", unfair: "",
  steps: "", tuning_seeds: "", baseline: "", measured: "",
};

const LONGEST_NAME = 60;

/** A folder's name for the race: what it is about, in letters that a folder may have. */
const nameOf = ({ suite, problems }) => `${(suite || problems[0] || "").replace(/[^\w .-]/g, "").replace(/^\W+/, "").slice(0, LONGEST_NAME) || "own"}-race`;

const toggled = (list, one) => (list.includes(one) ? list.filter((each) => each !== one) : [...list, one]);

const added = (list, one) => [...new Set([...list, one])];

/** The question as the server takes it. */
function asked(race) {
  return {
    ...race,
    name: nameOf(race),
    problems: race.suite ? [] : race.problems,
    methods: race.methods.join(","),
    baseline: race.methods.includes(race.baseline) ? race.baseline : "",
  };
}

export function RacePage({ choices, t, api, language }) {
  const [race, change] = useState(QUESTION), [name, setName] = useState(""), job = useJob(api, "race");
  if (!choices) return html`<p class="waiting">${t("page.loading")}</p>`;
  const set = (more) => change((old) => ({ ...old, ...more }));
  const start = async () => {
    const said = await job.start(asked(race));
    if (said) setName(said.name);
  };
  const shared = { race, set, choices, t };
  return html`
    <h1>${t("page.menu.race")}</h1>
    <p class="lead">${t("page.race.about")}</p>
    <form class="race-form" novalidate onSubmit=${(event) => { event.preventDefault(); start(); }}>
      <${Problems} ...${shared} /><${Methods} ...${shared} /><${How} ...${shared} />
      <p><button type="submit" class="main" data-action="race" aria-disabled=${job.going}>${t("page.race.start")}</button></p>
    </form>
    ${name ? html`<${RaceRun} name=${name} job=${job} api=${api} t=${t} language=${language} />` : html`<${Progress} job=${job} t=${t} name=${t("page.race.progress")} />`}
    ${name && job.answer && html`<p><a href=${`#/saved/${encodeURIComponent(name)}`}>${t("page.live.saved", { name })}</a></p>`}`;
}

/** A race that was begun: how far it is, Stop, Resume where it was cut off, and in the end its answer. */
export function RaceRun({ name, job, api, t, language }) {
  return html`
    <p class="race-run"><${Act} data-action="resume-race" off=${job.going || job.answer || job.refused} act=${() => job.start({ name, resume: true })}>${t("page.live.resume")}<//>
      ${" "}<${Stop} job=${job} t=${t} /></p>
    <${Progress} job=${job} t=${t} name=${t("page.race.progress")} />
    ${job.answer && html`<${Fragment_} job="told" values=${{ name }} api=${api} t=${t} language=${language} />`}`;
}

function Problems({ race, set, choices, t }) {
  return html`<fieldset><legend>${t("page.race.problems")}</legend>
    <p><label>${t("page.race.suite")} <select value=${race.suite} onChange=${(event) => set({ suite: event.target.value })}>
      <option value="">${t("page.race.no_suite")}</option>${choices.suites.map((one) => html`<option key=${one.name} value=${one.name}>${one.name}</option>`)}</select></label></p>
    ${!race.suite && html`<div class="picks"><${Picks} names=${choices.studies.map((one) => one.name)} picked=${race.problems} pick=${(problems) => set({ problems })} />
      <${Own} label=${t("page.race.own")} placeholder="x**4-3*x**3" most=${500} t=${t} add=${(text) => set({ problems: added(race.problems, text) })} /></div>`}
  </fieldset>`;
}

function Methods({ race, set, choices, t }) {
  return html`<fieldset><legend>${t("page.race.methods")}</legend>
    <div class="picks"><${Picks} names=${choices.methods.map((one) => one.name)} picked=${race.methods} pick=${(methods) => set({ methods })} />
      <${Own} label=${t("page.race.own_method")} placeholder="reversal-every(adam)+cosine" most=${200} t=${t} add=${(text) => set({ methods: added(race.methods, text) })} /></div>
  </fieldset>`;
}

/** A box for each name, and for each that somebody added. */
function Picks({ names, picked, pick }) {
  return [...new Set([...names, ...picked])].map((one) => html`<label class="pick" key=${one}>
    <input type="checkbox" checked=${picked.includes(one)} onChange=${() => pick(toggled(picked, one))} /> ${one}</label>`);
}

/** A name or formula typed by hand: Enter adds it, and starts no race. */
function Own({ label, placeholder, most, add, t }) {
  const [text, setText] = useState("");
  const take = () => {
    if (text.trim()) add(text.trim());
    setText("");
  };
  const press = (event) => {
    // While Japanese is composed, Enter ends the composition.
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    take();
  };
  return html`<span><label>${label} <input type="text" value=${text} maxlength=${most} placeholder=${placeholder} onInput=${(event) => setText(event.target.value)} onKeyDown=${press} onChange=${take} /></label>
    ${" "}<button type="button" aria-label=${`${label}: ${t("page.race.add")}`} onClick=${take}>${t("page.race.add")}</button></span>`;
}

function How({ race, set, choices, t }) {
  const field = (name, label, least, hint) => html`<label>${t(label)} <input type="number" name=${name} min=${least} value=${race[name]} placeholder=${hint}
    onInput=${(event) => set({ [name]: event.target.value })} /></label>`;
  return html`<fieldset><legend>${t("page.race.how")}</legend>
    <div class="numbers">
      ${field("seeds", "page.race.seeds", 2)}${field("budget", "page.race.budget", 0)}
      <label>${t("page.race.by")} <select value=${race.by} onChange=${(event) => set({ by: event.target.value })}>
        ${["evaluations", "steps", "seconds"].map((one) => html`<option key=${one} value=${one}>${t(`page.race.by.${one}`)}</option>`)}</select></label>
      <label>${t("page.race.unfair")} <select value=${race.unfair} onChange=${(event) => set({ unfair: event.target.value })}>
        <option value="">${t("page.race.unfair.none")}</option>
        ${choices.mistakes.map((one) => html`<option key=${one} value=${one}>${t(`page.race.unfair.${one}`)}</option>`)}</select></label>
    </div>
    <details><summary>${t("page.more")}</summary><div class="numbers">
      ${field("steps", "page.race.steps", 1, t("page.race.steps_own"))}${field("tuning_seeds", "page.race.tuning_seeds", 1, "8")}
      <label>${t("page.race.baseline")} <select name="baseline" value=${asked(race).baseline} onChange=${(event) => set({ baseline: event.target.value })}>
        <option value="">${t("page.race.baseline.first")}</option>${race.methods.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}</select></label>
      <label>${t("page.race.measured")} <input type="text" name="measured" value=${race.measured} maxlength="100" placeholder="held_out_accuracy" onInput=${(event) => set({ measured: event.target.value.trim() })} /></label>
    </div></details>
  </fieldset>`;
}
