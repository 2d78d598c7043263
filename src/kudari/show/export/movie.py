"""A film as pixels, and as GIF and MP4 files.

What stands still is drawn once; a frame is a copy of it with the few curves and dots that move on top, which takes
milliseconds where drawing the whole figure takes a second.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from kudari.language import say
from kudari.show.chart import Band, Line, Points
from kudari.show.draw import SIZE, draw, settings
from kudari.show.export.frames import Film, Going, Growing
from kudari.show.looks import Looks
from kudari.show.thin import kept

DPI = 110

FRAME_MS, HOLD_MS = 80, 1200
"""How long a frame is shown, and how long the last one."""

HEAD, DOT = 8.0, 5.0
"""Points across: the mark at the end of a curve, and another seed's."""

MOST_POINTS = 2000
"""Of a growing curve."""

COLOURS = 254
"""Of a GIF, besides white; one of the 256 is left for what does not change."""

Update = Callable[[int], list[Artist]]
"""Step -> what is drawn for it."""


def frames(film: Film, language: str) -> Iterator[np.ndarray]:
    """The film's frames, one for each of its steps: uint8[height, width, 3], with even sides as MP4 needs them."""
    looks = Looks(film.chart)
    with rc_context(settings()):
        figure = draw(film.chart)
        figure.set_dpi(DPI)
        canvas = FigureCanvasAgg(figure)
        axes = figure.axes[0]
        updates = [_dots(axes, part, looks) for part in film.going]
        updates += [_curve(axes, part, looks) for part in film.growing]
        updates += [_counter(axes, language)]
        canvas.draw()
        still = canvas.copy_from_bbox(figure.bbox)
    for step in film.steps.tolist():
        with rc_context(settings()):
            canvas.restore_region(still)
            for update in updates:
                for artist in update(step):
                    axes.draw_artist(artist)
        pixels = np.asarray(canvas.buffer_rgba())
        height, width = (side // 2 * 2 for side in pixels.shape[:2])
        yield pixels[:height, :width, :3].copy()


def _curve(axes: Axes, part: Growing, looks: Looks) -> Update:
    return (
        _line(axes, part.layer, part.at, looks) if isinstance(part.layer, Line) else _band(axes, part, looks)
    )


def _line(axes: Axes, layer: Line, steps: np.ndarray, looks: Looks) -> Update:
    """A line with a mark at its end."""
    at = kept((layer.x, layer.y), MOST_POINTS)
    look = looks.line(layer.series, layer.weight)
    (line,) = axes.plot(layer.x[at], layer.y[at], animated=True, zorder=4, **look)
    mark = {**looks.marks(Points(x=layer.x, y=layer.y, series=layer.series)), "markersize": HEAD}
    (head,) = axes.plot([], [], animated=True, zorder=5, **mark)

    def update(step: int) -> list[Artist]:
        places = _until(at, steps, step)
        line.set_data(layer.x[places], layer.y[places])
        head.set_data(layer.x[places[-1:]], layer.y[places[-1:]])
        return [line, head]

    return update


def _band(axes: Axes, part: Growing, looks: Looks) -> Update:
    layer = part.layer
    assert isinstance(layer, Band)
    at = kept((layer.low, layer.high), MOST_POINTS)
    low, high = _within(axes, layer.low), _within(axes, layer.high)
    look: dict[str, Any] = {"color": looks.colour(layer.series), "alpha": 0.16, "linewidth": 0}
    band = axes.fill_between(layer.x[at], low[at], high[at], animated=True, zorder=3, **look)

    def update(step: int) -> list[Artist]:
        places = _until(at, part.at, step)
        band.set_data(layer.x[places], low[places], high[places])
        return [band] if len(places) > 1 else []

    return update


def _until(at: np.ndarray, steps: np.ndarray, step: int) -> np.ndarray:
    """Of the places `at`, those whose step has come; the last point that has is always among them."""
    end = int(np.searchsorted(steps, step, side="right"))
    return np.append(at[at < end - 1], end - 1) if end else at[:0]


def _within(axes: Axes, edge: np.ndarray) -> np.ndarray:
    """An infinite edge of a band is the panel's own, where it has been given one."""
    if axes.get_autoscaley_on():
        return np.where(np.isfinite(edge), edge, np.nan)
    return np.where(np.isnan(edge), np.nan, np.clip(edge, *axes.get_ylim()))


def _dots(axes: Axes, part: Going, looks: Looks) -> Update:
    look: dict[str, Any] = {"color": looks.colour(part.series), "alpha": 0.4, "markeredgewidth": 0}
    look |= {"linestyle": "none", "marker": "o", "markersize": DOT}
    (dots,) = axes.plot([], [], animated=True, zorder=3, **look)

    def update(step: int) -> list[Artist]:
        place = int(np.searchsorted(part.at, step, side="right")) - 1
        dots.set_data(part.x[:, place], part.y[:, place])
        return [dots]

    return update


def _counter(axes: Axes, language: str) -> Update:
    look: dict[str, Any] = {
        "boxstyle": "round,pad=0.35",
        "facecolor": "white",
        "edgecolor": "none",
        "alpha": 0.85,
    }
    words = axes.text(
        0.975, 0.965, "", transform=axes.transAxes, ha="right", va="top", fontsize=SIZE, bbox=look, zorder=9
    )
    words.set_animated(True)

    def update(step: int) -> list[Artist]:
        words.set_text(say("export.step", language, step=f"{step:,}"))
        return [words]

    return update


def write_gif(film: Film, path: Path, language: str) -> None:
    """A GIF that begins again after its last frame; every frame has the palette of the last one.

    Raises:
        OSError: the file cannot be written.
    """
    from PIL import Image

    shown = list(frames(film, language))
    palette = Image.fromarray(shown[-1]).quantize(COLOURS)
    colours = [*(palette.getpalette() or [])[: 3 * COLOURS], 255, 255, 255]

    def indexed(pixels: np.ndarray) -> Image.Image:
        places = np.array(Image.fromarray(pixels).quantize(palette=palette, dither=Image.Dither.NONE))
        # The nearest colour of the palette, the mean of many pale ones, would make a grey page.
        places[(pixels == 255).all(axis=-1)] = len(colours) // 3 - 1
        picture = Image.fromarray(places)
        picture.putpalette(colours)
        return picture

    first, *others = map(indexed, shown)
    times = [FRAME_MS] * len(others) + [HOLD_MS]
    first.save(path, "GIF", save_all=True, append_images=others, duration=times, loop=0, optimize=True)


def write_mp4(film: Film, path: Path, language: str) -> None:
    """An MP4 (H.264, as browsers and slides play it), made by ffmpeg.

    Raises:
        ImportError: there is no ffmpeg, neither on this machine nor in the package imageio-ffmpeg.
        OSError: the file cannot be written.
    """
    ffmpeg = ffmpeg_program()
    pictures = frames(film, language)
    first = next(pictures)
    height, width = first.shape[:2]
    words = [
        ffmpeg,
        "-loglevel",
        "error",
        "-n",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{width}x{height}",
    ]
    words += ["-r", f"{1000 / FRAME_MS:g}", "-i", "-", "-an", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    words += ["-crf", "20", "-movflags", "+faststart", "-f", "mp4", str(path)]
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    last = first
    try:
        assert process.stdin is not None
        process.stdin.write(first.tobytes())
        for last in pictures:
            process.stdin.write(last.tobytes())
        for _ in range(HOLD_MS // FRAME_MS - 1):
            process.stdin.write(last.tobytes())
    except BrokenPipeError:
        pass  # ffmpeg says why
    _, told = process.communicate()
    if process.returncode:
        lines = told.decode(errors="replace").strip().splitlines() or [f"ffmpeg: {process.returncode}"]
        raise OSError(None, lines[-1])


def ffmpeg_program() -> str:
    """The machine's own ffmpeg, or that of the package imageio-ffmpeg.

    Raises:
        ImportError: there is neither.
    """
    if found := shutil.which("ffmpeg"):
        return found
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:  # installed without its program
        raise ImportError(str(error), name="imageio_ffmpeg") from error
