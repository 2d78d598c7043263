"""The form while somebody types, without a server: what is half typed, emptied, removed, or on its way."""

import pytest

from kudari.language import SENTENCES
from kudari.web import form_choices
from kudari.web.worker import Talk

TALK = Talk(0, lambda frame: None)

UPLOAD = "uploads/0123456789abcdef.csv"

TABLE = "width,height,kind\n1,2,a\n2,1,b\n"

READ = """async ([choices, hashes]) => {
  const { studyFromHash } = await import("/link.js");
  return hashes.map((hash) => { try { return studyFromHash(hash, choices); } catch (error) { return `${error}`; } });
}"""


@pytest.fixture(scope="module")
def offered():
    return {"en": form_choices.choices({"language": "en"}, TALK)}


def fit(**more):
    """A small study of a network with 7 parameters."""
    table = {
        "problem": {"name": "fit", "hidden": [2], "batch": 5},
        "methods": [{"name": "gd"}],
        "seeds": 3,
        "steps": 10,
    }
    return table | more


HALF = (
    "",
    " ",
    ",",
    "10, x",
    "10, ",
    "2; x",
    "2, ; 5",
    ";",
    "~",
    "~[",
    "a b",
    "1e",
    "{",
    "＋",
    "true",
    "\ud83d",
)
"""What may stand in a field while one types."""

HALF_TYPED = """async ([choices, texts]) => {
  const { hashOf, studyFromHash } = await import("/link.js");
  const { readSeveral, read, same, varied } = await import("/form-values.js");
  const wrong = [];
  const look = (study) => {
    let hash = "";
    try { hash = hashOf(study, choices); } catch (error) { wrong.push([study, `${error}`]); return; }
    const again = studyFromHash(hash, choices);
    // Of half a letter only a mark of its place is left.
    const whole = JSON.parse(JSON.stringify(study).replaceAll("\\\\ud83d", "\\ufffd"));
    if (!same(again?.vary ?? null, whole.vary ?? null)) wrong.push([study, hash, again]);
  };
  for (const { name, settings } of choices.problems) {
    const study = { problem: { name }, methods: [{ name: "gd" }] };
    for (const text of texts) {
      for (const [key, setting] of varied(choices, name)) {
        look({ ...study, vary: { [key]: readSeveral(setting, text) } });
      }
      for (const setting of settings) look({ ...study, problem: { name, [setting.name]: read(setting, text) } });
      for (const field of choices.fields) look({ ...study, [field.name]: read(field, text) });
      look({ ...study, methods: [{ name: "gd", learning_rate: text, label: text }] });
    }
  }
  return wrong;
}"""


def test_whatever_is_half_typed_has_an_address(offered, page) -> None:
    assert page.evaluate(HALF_TYPED, [offered["en"], HALF]) == []


def test_a_method_around_itself_in_a_link_is_no_endless_method(offered, page) -> None:
    (study,) = page.evaluate(
        READ, [offered["en"], ["#/study?method=reversal-every(reversal-every);learning_rate=1"]]
    )
    assert study["methods"] == [{"name": "reversal-every", "inner": "reversal-every", "learning_rate": [1]}]


ROUND = """async ([choices, study]) => {
  const { hashOf, studyFromHash } = await import("/link.js");
  return studyFromHash(hashOf(study, choices), choices);
}"""


def test_a_study_of_nothing_but_defaults_has_an_address_that_tells_it(offered, page) -> None:
    study = {"problem": {"name": offered["en"]["problems"][0]["name"]}, "methods": [{"name": "gd"}]}
    assert page.evaluate(ROUND, [offered["en"], study]) == study


# The form by itself, with a server that the test plays.

FORM = """async ([choices, words, first, outages]) => {
  const { html, render, useState } = await import("/vendor/preact.js"), { StudyForm } = await import("/form.js");
  const t = (key, values = {}) => words[key].replace(/\\{(\\w+)[^}]*\\}/g, (all, name) => values[name] ?? all);
  Object.assign(window, { outages, costs: [], costsAsked: 0, sent: null });
  const api = {
    ask: async (job) => {
      if (job !== "cost") return { math: null, notes: [], error: null };
      window.costsAsked += 1;
      if (window.outages-- > 0) throw Object.assign(new Error("Nobody answers."), { offline: true });
      const known = { runs: 1, steps: 1, evaluations: 1, parameters: [1], memory: 1, disk: 1, seconds: 1 };
      return { refused: null, field: "", notes: ["It can run."], ...known };
    },
    upload: () => new Promise((resolve) => { window.sent = resolve; }),
  };
  const Page = () => {
    const [study, setStudy] = useState(first);
    window.study = study;
    const shared = { study, setStudy, choices, t, language: "en", api };
    return html`<${StudyForm} ...${shared} onCost=${(cost) => window.costs.push(cost)} />`;
  };
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  render(html`<${Page} />`, place);
}"""


def shown_form(page, offered, study, outages=0):
    """The form with this study."""
    words = {key: pair[0] for key, pair in SENTENCES.items() if key.startswith("page.")}
    page.goto("http://page/form.css")
    page.evaluate(FORM, [offered["en"], words, study, outages])
    page.locator("#field-steps").wait_for()


def test_an_empty_hyperparameter_stays_empty_until_one_leaves_it(offered, page) -> None:
    shown_form(page, offered, fit(methods=[{"name": "gd", "learning_rate": [0.5]}]))
    field = page.locator("#field-methods-0-learning_rate")
    field.focus()
    page.keyboard.press("End")
    for _ in "0.5":
        page.keyboard.press("Backspace")
    assert field.input_value() == ""
    assert page.evaluate("study.methods") == [{"name": "gd"}]
    page.keyboard.type("2")
    assert field.input_value() == "2"
    assert page.evaluate("study.methods") == [{"name": "gd", "learning_rate": [2]}]
    page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    default = next(one for one in offered["en"]["methods"] if one["name"] == "gd")["hyperparameters"][0]
    assert field.input_value() == str(default["default"])


def test_a_server_out_of_reach_refuses_no_study_and_is_asked_again(offered, page) -> None:
    shown_form(page, offered, fit(), outages=1)
    page.get_by_text("Nobody answers.").wait_for()
    assert not any((cost or {}).get("refused") for cost in page.evaluate("costs"))
    assert page.locator(".refused").count() == 0
    page.get_by_text("It can run.").wait_for()
    assert page.evaluate("costsAsked") == 2


@pytest.mark.parametrize("other", ["iris", ""])
def test_what_is_chosen_while_a_table_is_sent_stays(offered, page, tmp_path, other) -> None:
    table = tmp_path / "own.csv"
    table.write_text(TABLE, "utf-8")
    shown_form(page, offered, fit(problem={"name": "classify", "hidden": [5]}))
    page.set_input_files("input[type=file]", table)
    page.get_by_role("button", name="Sending").wait_for()
    page.fill("#field-problem-hidden", "7")
    page.fill("#field-steps", "99")
    if other:
        page.select_option("#field-problem-data", other)
    page.evaluate("(data) => sent({ data })", UPLOAD)
    page.locator(".upload button:enabled").wait_for()
    study = page.evaluate("study")
    assert study["steps"] == 99
    assert study["problem"] == {"name": "classify", "hidden": [7], "data": other or UPLOAD}


def test_a_table_that_comes_for_another_problem_changes_nothing(offered, page, tmp_path) -> None:
    table = tmp_path / "own.csv"
    table.write_text(TABLE, "utf-8")
    shown_form(page, offered, fit(problem={"name": "classify"}))
    page.set_input_files("input[type=file]", table)
    page.get_by_role("button", name="Sending").wait_for()
    page.select_option("#field-problem-name", "formula")
    page.evaluate("(data) => sent({ data })", UPLOAD)
    page.wait_for_timeout(100)
    assert page.evaluate("study.problem") == {"name": "formula"}


def focused(page):
    """What has the focus, when that has settled."""
    page.wait_for_timeout(100)
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.id")


def test_what_is_removed_leaves_the_focus_to_its_neighbour(offered, page) -> None:
    methods = [{"name": name} for name in ("gd", "adam", "momentum")]
    vary = {"order": ["fixed", "reshuffled"], "problem.hidden": [[2], [5]]}
    shown_form(page, offered, fit(methods=methods, vary=vary))
    page.get_by_role("button", name="Remove momentum").press("Enter")
    assert focused(page) == "Remove adam"
    page.get_by_role("button", name="Remove adam").press("Enter")
    assert focused(page) == "field-methods"
    drop = page.get_by_role("button", name="No longer compare")
    drop.first.press("Enter")
    assert focused(page) == drop.first.get_attribute("aria-label")
    drop.first.press("Enter")
    assert focused(page) == "field-compare"
    assert "vary" not in page.evaluate("study")
