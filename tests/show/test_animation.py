"""Films of a descent: what every frame shows, as plain data and as pixels, in files that others can read."""

import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from PIL import Image

from kudari.show.draw import draw
from kudari.show.export.frames import FRAMES, MOST, film, frame_steps
from kudari.show.export.movie import DPI, FRAME_MS, HOLD_MS, ffmpeg_program, frames, write_gif, write_mp4
from kudari.show.looks import Looks


@pytest.mark.parametrize(
    ("records", "every"), [(1, 1), (2, 1), (FRAMES, 1), (FRAMES + 1, 1), (500, 1), (3001, 1), (100_001, 10)]
)
def test_frames_begin_step_by_step_and_end_with_the_last(records, every):
    steps = every * np.arange(records)
    shown = frame_steps(steps)
    assert len(shown) <= FRAMES + 1
    assert (shown[0], shown[-1]) == (steps[0], steps[-1])
    assert set(shown.tolist()) <= set(steps.tolist())
    assert np.all(np.diff(shown) > 0)
    if records > 1:
        assert shown[1] == every
    # Never slower, but for the rounding of a place to a whole record.
    assert np.all(np.diff(shown, 2) >= -2 * every)


def test_few_steps_are_shown_one_by_one():
    np.testing.assert_array_equal(frame_steps(np.arange(40)), np.arange(40))


def test_paths_on_a_plane(plane):
    found = film(plane, "en")
    assert [part.layer.name for part in found.growing] == ["gd", "adam"]
    for part, group in zip(found.growing, ([0, 1], [2, 3]), strict=True):
        way = np.stack([part.layer.x, part.layer.y], axis=-1)
        assert any(np.array_equal(way, plane["parameters"].values[run]) for run in group)
        (others,) = (going for going in found.going if going.series == part.layer.series)
        assert others.x.shape == (1, 3)
    np.testing.assert_array_equal(found.steps, [0, 1, 2])
    assert len(found.chart.panels) == 1


def test_points_on_a_curve(bowl):
    found = film(bowl, "en")
    (part,) = found.growing
    np.testing.assert_array_equal(part.layer.y, part.layer.x**2)
    assert found.going[0].x.shape == (2, 3)


def test_everything_else_is_the_loss(learned, batches):
    for trace in (learned, batches):
        found = film(trace, "en")
        lines = [part.layer for part in found.growing if part.layer.name]
        median = np.median(trace["loss"].values[:3] if trace is learned else trace["loss"].values[:2], axis=0)
        np.testing.assert_allclose(lines[0].y, median)
        assert found.chart.name == "loss"


def test_a_film_ends_where_the_last_run_rests(make):
    loss = np.geomspace(1, 1e-3, 50) * np.ones((2, 1))
    trace = make(loss, steps_run=[10, 20], stopped=[2, 2])
    assert film(trace, "en").steps[-1] == 20


def test_many_settings_are_thinned_out(make):
    rates = np.repeat(np.linspace(0.1, 2, 20), 2)
    trace = make(np.outer(rates, [3.0, 2.0, 1.0]), labels={"learning_rate": rates})
    found = film(trace, "en")
    series = {part.layer.series for part in found.growing}
    assert series == set(range(MOST))
    assert f"{MOST} of 20" in found.chart.caption


def pixel(made, x, y, height):
    """Where a place of the panel lies in a frame: row and column."""
    figure = draw(made.chart)
    figure.set_dpi(DPI)
    FigureCanvasAgg(figure).draw()
    column, row = figure.axes[0].transData.transform((x, y))
    return round(height - row), round(column)


@pytest.mark.parametrize("name", ["plane", "bowl"])
def test_the_mark_of_each_frame_is_where_the_run_is(name, request):
    made = film(request.getfixturevalue(name), "en")
    pictures = list(frames(made, "en"))
    last = made.growing[-1].layer
    colour = 255 * np.array(to_rgb(Looks(made.chart).colour(last.series)))
    for place, picture in enumerate(pictures):
        row, column = pixel(made, last.x[place], last.y[place], len(picture))
        np.testing.assert_allclose(picture[row, column], colour, atol=12)
        # Where it goes next, there is no mark yet.
        if place + 1 < len(pictures):
            next_row, next_column = pixel(made, last.x[place + 1], last.y[place + 1], len(picture))
            far = np.hypot(next_row - row, next_column - column) > 20
            assert not far or np.abs(picture[next_row, next_column] - colour).max() > 30


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["plane", "bowl", "learned", "batches", "weight"])
def test_files_in_both_languages(name, language, request, tmp_path):
    """A missing glyph is a warning, and warnings are errors here."""
    made = film(request.getfixturevalue(name), language)
    pictures = list(frames(made, language))
    assert len(pictures) == len(made.steps)
    assert all(picture.shape == pictures[0].shape and picture.dtype == np.uint8 for picture in pictures)
    assert not any(side % 2 for side in pictures[0].shape[:2])
    write_gif(made, tmp_path / "a", language)
    with Image.open(tmp_path / "a") as gif:
        assert gif.format == "GIF"
        assert gif.n_frames == len(made.steps)
        shown, times = [], []
        for place in range(gif.n_frames):
            gif.seek(place)
            shown.append(np.asarray(gif.convert("RGB"), int))
            times.append(gif.info["duration"])
    assert times == [FRAME_MS] * (len(times) - 1) + [HOLD_MS]
    assert np.abs(shown[0] - shown[-1]).max() > 100
    assert np.all(shown[0][:3, :3] == 255)
    for ours, theirs in zip(pictures, shown, strict=True):
        assert np.abs(ours - theirs).mean() < 3


def test_mp4_is_read_back_by_ffmpeg(plane, tmp_path):
    made = film(plane, "ja")
    write_mp4(made, tmp_path / "a", "ja")
    count, seconds = imageio_ffmpeg.count_frames_and_secs(tmp_path / "a")
    assert count == len(made.steps) - 1 + HOLD_MS // FRAME_MS
    assert seconds == pytest.approx(count * FRAME_MS / 1000, abs=0.1)
    pictures = list(frames(made, "ja"))
    words = [
        ffmpeg_program(),
        "-loglevel",
        "error",
        "-i",
        tmp_path / "a",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-",
    ]
    read = subprocess.run(words, capture_output=True, check=True).stdout
    first, *_, last = np.frombuffer(read, np.uint8).reshape(count, *pictures[0].shape).astype(int)
    assert np.abs(first - pictures[0]).mean() < 4
    assert np.abs(last - pictures[-1]).mean() < 4
    assert np.abs(first - last).max() > 100


def test_runs_that_fly_away_leave_the_picture(make):
    x = np.array([[1.0, -3.0, 9.0, -1e30, np.nan], [1.0, 0.5, 0.25, 0.1, 0.05]])
    grid = np.linspace(-2, 2, 81)
    trace = make(
        x**2,
        method=["wild", "tame"],
        variables={
            "parameters": (("run", "step", "parameter"), x[..., None]),
            "landscape": (("landscape_x",), grid**2),
        },
        coordinates={"landscape_x": grid},
    )
    pictures = list(frames(film(trace, "en"), "en"))
    assert len(pictures) == 5
    assert np.any(pictures[-1] != pictures[-2])


def test_a_loss_that_never_changes_is_in_the_picture(make):
    made = film(make(np.full((3, 4), 7.0)), "en")
    first, *_, last = frames(made, "en")
    colour = 255 * np.array(to_rgb(Looks(made.chart).colour(0)))
    assert (np.abs(last - colour).max(axis=-1) < 12).sum() > (
        np.abs(first - colour).max(axis=-1) < 12
    ).sum() + 500
