"""`kudari report`: from folders to one file, what is refused, and the page in a real browser."""

import json
import os
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import numpy as np
import pytest
import zarr

import kudari
from end_to_end import kudari as command
from kudari.choose import choose
from kudari.comparison.accounts import tuning_sentences
from kudari.comparison.told import answer_sentences, header
from kudari.execute import run
from kudari.language import InputError
from kudari.race import race_of
from kudari.race_file import create, finish, load_race
from kudari.race_run import run_race
from kudari.reporting import origin, report
from kudari.results import store
from kudari.show.race_charts import race_charts_of
from kudari.show.report.numbers import number


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two learning rates on a bowl in two parameters: curves, a landscape, and marks."""
    place = tmp_path_factory.mktemp("studies") / "bowl"
    settings = ["seeds=3", "steps=40", "learning_rate=0.05,0.1"]
    run(choose("(x-1)**2 + 3*(y+2)**2", settings=settings), place)
    return place


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    """One parameter, and stopped after its first stretch."""
    place = tmp_path_factory.mktemp("studies") / "part"
    study = choose("(x-1)**2", settings=["seeds=2", "steps=200000", "record_every=10", "learning_rate=0.001"])
    run(study, place, watch=lambda part: True)
    assert not store.complete(place)
    return place


@pytest.fixture(scope="module")
def race(tmp_path_factory):
    """Two methods on two bowls, tuned a little."""
    place = tmp_path_factory.mktemp("races") / "bowls"
    asked = race_of(
        ["(x-1)**2", replace(choose("2*(x+1)**2"), name="other")], "gd,momentum", steps=20, seeds=3, budget=3
    )
    create(place, asked)
    finish(place, run_race(asked, place))
    return place


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_race_is_reported_with_its_answers_and_its_studies(race, tmp_path, language):
    text = report(race, tmp_path / "race.html", language=language).read_text("utf-8")
    found = load_race(race)
    for words in (
        *answer_sentences(found, language),
        *tuning_sentences(found, language),
        header(found, language),
    ):
        assert escape(words, quote=False) in text
    names = [chart.name for chart in race_charts_of(found, language)]
    drawn = re.findall('data-chart="([^"]+)"', text)
    assert drawn[: len(names)] == names
    assert drawn[len(names) :].count("loss") == 2
    headings = re.findall(r"<h([2-4]) id[^>]*>([^<]*)</h", text)
    assert [name for level, name in headings if level == "3"][-2:] == ["(x-1)**2", "other"]
    inside = text.split('<div class="file">')[1].split("<code>")[1].split("</code>")[0]
    assert inside == escape((race / "race.toml").read_text("utf-8"), quote=False)
    assert "kudari compare race.toml" in text
    assert "[dim]" not in text
    assert len(text.encode()) < 400_000


def test_a_race_with_a_mistake_stands_beside_the_fair_one(race, tmp_path):
    both = tmp_path / "both"
    for name in ("fair", "survivors"):
        inner = shutil.copytree(race, both / name)
        text = (inner / "race.toml").read_text("utf-8")
        (inner / "race.toml").write_text(
            text.replace('unfair = ""', f'unfair = "{"" if name == "fair" else name}"')
        )
    text = report(both).read_text("utf-8")
    assert "<h1>both</h1>" in text
    assert "Runs that diverged were left out" in text
    assert re.findall(r"<h2[^>]*>([^<]*)", text) == ["What came of it", "race", "survivors"]


def test_a_race_that_was_cut_off_is_refused(race, tmp_path):
    part = shutil.copytree(race, tmp_path / "part")
    shutil.rmtree(part / "other")
    with pytest.raises(InputError, match="cut off before other was done"):
        report(part)


def test_a_report_is_written_into_the_folder_and_again(folder, tmp_path):
    place = shutil.copytree(folder, tmp_path / "bowl")
    file = report(place)
    assert file == place / "report.html"
    first = file.read_bytes()
    assert report([place], language="en") == file
    assert file.read_bytes() == first
    assert b"(x-1)**2 + 3*(y+2)**2</h1>" in first
    report(place, language="ja")
    assert '<html lang="ja">' in file.read_text("utf-8")


def test_several_folders_make_one_file_here(folder, part, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = report([folder, part])
    assert file == Path("report.html")
    text = file.read_text("utf-8")
    assert text.count("<h1>") == 1
    assert text.count('<section aria-labelledby="section-1') > 3
    assert "<nav" in text


def test_nothing_but_a_report_is_replaced(folder, tmp_path):
    file = tmp_path / "mine.html"
    file.write_text("my own")
    with pytest.raises(InputError, match=r"mine\.html exists and is no report"):
        report(folder, file)
    assert file.read_text() == "my own"
    with pytest.raises(InputError, match="cannot be written"):
        report(folder, tmp_path)
    deep = tmp_path / "a" / "b.html"
    assert report(folder, deep) == deep
    with pytest.raises(InputError, match="cannot be written"):
        report(folder, file / "below.html")


def test_what_is_no_study_is_refused_in_one_sentence(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    damaged = shutil.copytree(folder, tmp_path / "damaged")
    for part in (damaged / "trace.zarr" / "loss").rglob("c/*/*"):
        if part.is_file():
            part.write_bytes(b"broken")
    refused = {
        tmp_path / "nowhere": "There is no folder",
        tmp_path / "empty": "holds no trace",
        damaged: "is damaged",
    }
    for place, words in refused.items():
        with pytest.raises(InputError, match=words):
            report([folder, place], tmp_path / "r.html")
    with pytest.raises(InputError, match="no language called 'de'"):
        report(folder, language="de")
    with pytest.raises(InputError, match="at least one study"):
        report([])
    assert not (tmp_path / "r.html").exists()


def test_an_interrupted_study_is_reported_as_far_as_it_went(part):
    text = report(part).read_text("utf-8")
    assert "This study is not finished" in text
    assert f"{number(int(store.load(part)['step'].values[-1]))}. `kudari resume part`" in text


def test_a_study_without_its_versions_or_name_is_reported(folder, tmp_path):
    place = shutil.copytree(folder, tmp_path / "bare")
    (place / "versions.toml").write_text("not = [toml")
    (place / "study.toml").unlink()
    group = zarr.open_group(place / "trace.zarr", mode="r+")
    group.attrs.update({"study": "", "name": ""})
    text = report(place).read_text("utf-8")
    assert "<h1>bare</h1>" in text
    assert "Nothing is known of the machine" in text
    assert "does not tell what study" in text


def test_the_time_a_study_took_is_told_only_where_the_files_are_the_first(folder, tmp_path):
    place = shutil.copytree(folder, tmp_path / "timed")
    began = datetime(2020, 5, 4, 3, 2, 1, tzinfo=UTC)
    (place / "versions.toml").write_text(f'computed = "{began.isoformat()}"\n')

    def set_time(name, moment):
        os.utime(place / name, (moment.timestamp(), moment.timestamp()))

    set_time("versions.toml", began)
    set_time("trace.zarr/zarr.json", began + timedelta(seconds=75))
    assert origin(place).ended == began + timedelta(seconds=75)
    assert "75 s from the start" in report(place).read_text("utf-8")
    set_time("versions.toml", began + timedelta(days=2))
    assert origin(place).ended is None
    assert "s from the start" not in report(place).read_text("utf-8")


def test_the_study_inside_the_report_is_the_one_that_was_run(folder):
    text = report(folder).read_text("utf-8")
    inside = text.split('<div class="file">')[1].split("<code>")[1].split("</code>")[0]
    assert inside == (folder / "study.toml").read_text("utf-8")


def test_the_command_says_where_the_report_is(folder, part, tmp_path):
    done = command("report", folder, part, "--out", "all.html", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    size = (tmp_path / "all.html").stat().st_size
    assert done.stdout == f"Report: all.html ({size / 1000:,.0f} kB)\n"
    assert size < 400_000
    for words in (["nowhere"], [str(folder), "--language", "de"], []):
        refused = command("report", *words, folder=tmp_path)
        assert refused.returncode == 2
        assert len(refused.stderr.splitlines()) == 1


def test_a_report_does_not_start_jax(folder):
    from end_to_end import run_python

    code = f"import sys; from kudari.reporting import report; report({str(folder)!r}); print('jax' in sys.modules)"
    assert run_python(code).stdout.strip() == "False"


@pytest.fixture(scope="module")
def browser(launch):
    """A real one, where there is one."""
    return launch()


@pytest.fixture
def visit(browser):
    """Open a file; whatever is logged or asked for besides it fails the test."""
    pages = []

    def go(file, **more):
        page = browser.new_context(**more).new_page()
        page.troubles = []
        page.on("console", lambda message: page.troubles.append(message.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda request: page.troubles.append(request.url))
        page.goto(file.resolve().as_uri())
        pages.append((page, file))
        return page

    yield go
    for page, file in pages:
        assert page.troubles == [file.resolve().as_uri()]
        page.context.close()


def test_every_chart_is_drawn(visit, folder):
    page = visit(report(folder))
    for figure in page.locator("figure").all():
        svg = figure.locator(".plot svg").first
        assert svg.locator(".series").count() > 0
        assert svg.locator("text").count() > 3
        assert "NaN" not in svg.inner_html()
        assert "undefined" not in figure.inner_html()


def test_the_mouse_and_the_keys_read_true_values(visit, folder):
    page = visit(report(folder))
    trace = kudari.load(folder)
    plot = page.locator("figure").first.locator(".plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    tip = plot.locator(".tip")
    assert tip.is_visible()
    assert "learning rate 0.05" in tip.inner_text()
    page.mouse.move(0, 0)
    assert tip.is_hidden()
    page.keyboard.press("Tab")
    plot.focus()
    page.keyboard.press("Home")
    assert tip.is_visible()
    for step in (0, 1, 2):
        said = plot.get_attribute("aria-valuetext")
        loss = trace["loss"].sel(step=step).values
        for rate in (0.05, 0.1):
            low, median, high = np.quantile(loss[trace["learning_rate"].values == rate], (0.1, 0.5, 0.9))
            shown = f"{number(float(median))} ({number(float(low), 3)} – {number(float(high), 3)})"
            assert f"learning rate {rate:g} {shown}" in said
        assert said.startswith(f"step (updates taken) {step};")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert plot.get_attribute("aria-valuetext").startswith("step (updates taken) 40;")
    page.keyboard.press("Escape")
    assert tip.is_hidden()


def test_the_landscape_is_read_in_two_directions(visit, folder):
    page = visit(report(folder))
    plot = page.locator("figure").nth(1).locator(".plot").first
    plot.focus()
    page.keyboard.press("Home")
    places = []
    for key in ("Home", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        said = plot.get_attribute("aria-valuetext").replace("−", "-").replace(",", "")
        height, x, y = (float(part.split()[-1]) for part in said.split("; "))
        assert height == pytest.approx((x - 1) ** 2 + 3 * (y + 2) ** 2, rel=0.02)
        places.append((x, y))
    assert places[0][0] < places[1][0]
    assert places[1][1] < places[2][1]


def test_a_region_of_a_landscape_has_the_area_it_should(visit, folder):
    """x² + y² >= 1 on a square of side 4 leaves out a circle: 16 − π, within the grid's error."""
    page = visit(report(folder))
    area = page.evaluate("""() => {
        const side = Array.from({length: 401}, (_, at) => -2 + at / 100);
        const z = side.map(x => side.map(y => x * x + y * y));
        let area = 0;
        for (const loop of kudari.regions(side, side, z, 1)) {
            loop.forEach((point, at) => {
                const next = loop[(at + 1) % loop.length];
                area += (point[0] * next[1] - next[0] * point[1]) / 2;
            });
        }
        return area;
    }""")
    assert area == pytest.approx(16 - np.pi, abs=3e-4)


def test_numbers_are_shown_alike_in_tables_and_charts(visit, folder):
    values = [0, 1, 1000, 1234567, 0.05, -2.5, 2.3e-7, 1.23456, 99999.5, -1.5e12, 0.00012345, 1e-5, 123456.7]
    page = visit(report(folder))
    assert page.evaluate(f"{json.dumps(values)}.map(value => kudari.shown(value))") == [
        number(one) for one in values
    ]


@pytest.mark.parametrize(
    ("axis", "ends", "names"),
    [
        ("linear", [0, 1], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ("linear", [-7, 23], ["−5", "0", "5", "10", "15", "20"]),
        ("linear", [0, 20000], ["0", "5,000", "10,000", "15,000", "20,000"]),
        ("log", [0.5, 2000], ["1", "10", "100", "1,000"]),
        ("log", [1e-12, 10], ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"]),
        ("log", [2, 60], ["2", "5", "10", "20", "50"]),
    ],
)
def test_ticks_are_round(visit, folder, axis, ends, names):
    page = visit(report(folder))
    ask = f"kudari.ticks({{scale: '{axis}', ticks: []}}, {ends}, 6).sort((a, b) => a.at - b.at).map(tick => tick.name)"
    assert page.evaluate(ask) == names


def test_dark_and_light_can_be_chosen_and_paper_is_light(visit, folder):
    page = visit(report(folder), color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    line = "getComputedStyle(document.querySelector('.plot .line')).color"
    assert page.evaluate(paper) == "rgb(20, 24, 29)"
    dark = page.evaluate(line)
    button = page.locator("#theme")
    assert button.inner_text() == "Light"
    button.click()
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    light = page.evaluate(line)
    assert light != dark
    button.click()
    assert page.evaluate(line) == dark
    page.emulate_media(media="print")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    assert page.evaluate(line) == light


def test_a_phone_needs_no_sideways_scrolling(visit, folder):
    page = visit(report(folder, language="ja"), viewport={"width": 390, "height": 800}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    plot = page.locator("figure").first.locator(".plot")
    plot.scroll_into_view_if_needed()
    plot.tap()
    told = page.locator("figure").first.locator("[aria-live]")
    assert "学習率" in told.inner_text()


def test_the_study_can_be_saved_and_everything_reached_by_keyboard(visit, folder):
    page = visit(report(folder))
    with page.expect_download() as saved:
        page.locator("a[download]").click()
    page.troubles[:] = [one for one in page.troubles if not one.startswith("data:")]
    assert Path(saved.value.path()).read_text("utf-8") == (folder / "study.toml").read_text("utf-8")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.locator("a.skip").focus()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.className || document.activeElement.tagName.toLowerCase()")
        )
    assert {"plot", "wide", "summary", "copy", "a"} <= reached


def test_without_scripts_the_tables_are_there(visit, folder):
    page = visit(report(folder), java_script_enabled=False)
    assert page.locator("noscript p").first.is_visible()
    assert page.locator("#theme").is_hidden()
    details = page.locator("figure details").first
    details.locator("summary").click()
    assert details.locator("table").first.is_visible()


def test_it_prints_on_a4(visit, folder, tmp_path):
    page = visit(report(folder))
    pages = page.pdf(prefer_css_page_size=True)
    assert pages.startswith(b"%PDF")
    size = pages[pages.index(b"/MediaBox") :][:60]
    width, height = (float(one) for one in size.split(b"[")[1].split(b"]")[0].split()[2:])
    assert (round(width), round(height)) == (595, 842)
