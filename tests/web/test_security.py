"""The door: the right host, the right origin, the token, and never a path that leads out."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from kudari.folders import inside
from kudari.language import InputError
from kudari.web import room, server
from kudari.web.desk import Desk
from kudari.web.process import Limits
from kudari.web.questions import MOST_TEXT
from kudari.web.racing import of_page
from kudari.web.security import HEADERS, MOST_VISITORS, Door, allowed_hosts, is_loopback
from kudari.web.server import ASKED, PAGE, STARTED, application
from kudari.web.uploads import kept

HOST = "127.0.0.1:8520"
HOME = f"http://{HOST}"
LIMITS = Limits(runs=1, runs_each=1, memory=2**30, seconds=10.0)


def door(folder: Path, *, shared: bool = True) -> Door:
    return Door(hosts=allowed_hosts("127.0.0.1", 8520), folder=folder, shared=shared, port=8520)


def client(at: Door) -> TestClient:
    """A browser before it has entered. No worker is started: what is tested here is refused before one is asked."""
    return TestClient(application(Desk(LIMITS), at), base_url=HOME, follow_redirects=False)


def entered(at: Door) -> TestClient:
    browser = client(at)
    assert browser.get(f"/?token={at.token}").status_code == 303
    return browser


ROUTES = [
    *(
        ("GET", path)
        for path in ("/", "/api/words?language=en", "/static/app.js", "/report/chart.js", "/api/file/a/b")
    ),
    *(("POST", f"/api/ask/{job}") for job in ASKED),
    *(("POST", f"/api/start/{job}") for job in STARTED),
    ("POST", "/api/upload"),
]

FOREIGN = [
    {"host": "evil.example"},
    {"host": "evil.example:8520"},
    {"host": "127.0.0.1"},
    {"host": "127.0.0.1:8521"},
    {"host": "127.0.0.1:8520.evil.example"},
    {"host": "localhost.evil.example:8520"},
    {"origin": "http://evil.example"},
    {"origin": "http://127.0.0.1"},
    {"origin": "http://127.0.0.1:8521"},
    {"origin": "https://127.0.0.1:8520"},
    {"origin": "http://127.0.0.1:8520.evil.example"},
    {"origin": "http://evil.example/127.0.0.1:8520"},
    {"origin": "null"},
    {"origin": "file://"},
    {"origin": ""},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_another_host_or_origin_gets_nothing(
    tmp_path: Path, method: str, path: str, headers: dict[str, str]
) -> None:
    at = door(tmp_path)
    answer = entered(at).request(method, path, headers={"origin": HOME, **headers})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("headers", [*FOREIGN, {"origin": None}], ids=str)
def test_a_websocket_needs_our_origin(tmp_path: Path, headers: dict[str, str | None]) -> None:
    browser = entered(door(tmp_path))
    sent = {name: value for name, value in {"origin": HOME, **headers}.items() if value is not None}
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        browser.websocket_connect(f"ws://{HOST}/api/watch?run=x", headers=sent),
    ):
        pass
    assert refused.value.code == 1008


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route[0] == "POST"])
def test_what_changes_something_needs_an_origin(tmp_path: Path, method: str, path: str) -> None:
    assert entered(door(tmp_path)).request(method, path).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        route
        for route in ROUTES
        if "words" not in route[1] and "static" not in route[1] and "report" not in route[1]
    ],
)
@pytest.mark.parametrize("cookie", [None, "kudari-8520=guess", "kudari-8520=", "kudari-8520=;;;=\x7f"])
def test_without_the_token_nothing_is_told(
    tmp_path: Path, method: str, path: str, cookie: str | None
) -> None:
    headers = {"origin": HOME, **({"cookie": cookie} if cookie else {})}
    answer = client(door(tmp_path)).request(method, path, headers=headers)
    assert answer.status_code == 401
    assert "kudari serve" in answer.text


def test_the_token_becomes_a_cookie_that_no_script_reads(tmp_path: Path) -> None:
    at = door(tmp_path)
    browser = client(at)
    assert browser.get("/?token=wrong").status_code == 401
    assert browser.get("/?token=").status_code == 401
    answer = browser.get(f"/?token={at.token}")
    assert answer.headers["location"] == "/"
    held = answer.headers["set-cookie"].lower()
    assert "httponly" in held
    assert "samesite=lax" in held
    assert at.token.lower() not in held
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(("method", "path"), [*ROUTES, ("GET", "/nothing")])
def test_every_answer_has_the_headers(tmp_path: Path, method: str, path: str) -> None:
    answer = client(door(tmp_path)).request(method, path, headers={"origin": HOME})
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_no_inline_script_and_nothing_from_elsewhere() -> None:
    policy = HEADERS["content-security-policy"]
    assert "default-src 'none'" in policy
    for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
        assert word not in policy


def test_the_page_has_no_inline_script_or_style() -> None:
    text = PAGE.joinpath("index.html").read_text("utf-8")
    assert "style=" not in text
    assert "<style" not in text
    assert all(part.startswith((' src="/', ' type="module" src="/')) for part in text.split("<script")[1:])


def test_a_visitor_sees_nobody_elses_studies(tmp_path: Path) -> None:
    at = door(tmp_path, shared=False)
    first, second = entered(at), entered(at)
    homes = [visitor.home for visitor in at.visitors.values()]
    assert len(set(homes)) == 2
    (homes[0] / "study").mkdir(parents=True)
    (homes[0] / "study" / "report.html").write_text("mine")
    assert first.get("/api/file/study/report.html").text == "mine"
    assert second.get("/api/file/study/report.html").status_code == 404


def test_the_person_at_the_machine_keeps_one_folder(tmp_path: Path) -> None:
    at = door(tmp_path)
    entered(at), entered(at)
    assert {visitor.home for visitor in at.visitors.values()} == {tmp_path}


def test_where_all_is_full_who_was_away_longest_and_runs_nothing_is_forgotten(tmp_path: Path) -> None:
    at = door(tmp_path, shared=False)
    came = [visitor for _ in range(MOST_VISITORS) if (visitor := at.enter())]
    assert at.known({"cookie": f"{at.cookie}={came[1].key}"}) is came[1]
    assert at.enter(busy={came[0], came[2]}) is not None
    kept = list(at.visitors.values())
    assert [one for one in came if one not in kept] == [came[3]]
    assert at.enter(busy=set(kept)) is None


def test_a_token_without_room_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = door(tmp_path)
    monkeypatch.setattr(at, "enter", lambda busy, held: None)
    assert client(at).get(f"/?token={at.token}").status_code == 503


def test_who_comes_again_with_the_token_keeps_the_visit(tmp_path: Path) -> None:
    at = door(tmp_path, shared=False)
    browser = entered(at)
    browser.get(f"/?token={at.token}")
    assert len(at.visitors) == 1


@pytest.mark.parametrize("other", ['x={"a": 1}', "x=[1]", "x=a b", "\u65e5=1", "x"])
def test_an_odd_cookie_of_another_program_locks_nobody_out(tmp_path: Path, other: str) -> None:
    at = door(tmp_path)
    visitor = at.enter()
    assert visitor is not None
    assert at.known({"cookie": f"{other}; {at.cookie}={visitor.key}"}) is visitor


def test_a_host_is_known_in_lower_case_as_browsers_send_it() -> None:
    assert "classroom.example:8520" in allowed_hosts("Classroom.Example", 8520)


def test_a_classroom_finds_its_studies_again_after_a_restart(tmp_path: Path) -> None:
    first = door(tmp_path, shared=False)
    browser = entered(first)
    (me,) = first.visitors.values()
    assert me.key not in me.home.name
    again = door(tmp_path, shared=False)
    # With nothing left behind there is nothing to find.
    for there in (False, True):
        if there:
            me.home.mkdir()
        back = client(again)
        back.cookies.update(browser.cookies)
        assert back.get("/").status_code == 401
        answer = back.get(f"/?token={again.token}")
        assert "max-age" in answer.headers["set-cookie"].lower()
        assert (list(again.visitors.values())[-1].home == me.home) is there


def test_a_refusal_is_in_the_pages_language(tmp_path: Path) -> None:
    headers = {"origin": HOME, "accept-language": "en"}
    browser = entered(door(tmp_path))
    assert "だけです" in browser.post("/api/ask/x?language=ja", headers=headers).json()["error"]
    (tmp_path / "uploads").write_text("in the way")
    answer = browser.post("/api/upload?language=ja", content=b"a", headers=headers)
    assert answer.status_code == 400
    assert "書き込みに失敗" in answer.json()["error"]


def test_a_defect_is_told_in_the_pages_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object) -> None:
        raise KeyError

    monkeypatch.setattr(server, "kept", fails)
    at = door(tmp_path)
    browser = TestClient(
        application(Desk(LIMITS), at), base_url=HOME, follow_redirects=False, raise_server_exceptions=False
    )
    browser.get(f"/?token={at.token}")
    answer = browser.post("/api/upload?language=ja", content=b"a", headers={"origin": HOME})
    assert (answer.status_code, "不具合" in answer.json()["error"]) == (500, True)


def test_the_oldest_table_that_no_study_uses_makes_room(tmp_path: Path) -> None:
    names = [kept(tmp_path, b"%d" % at, 3) for at in range(3)]
    for at, name in enumerate(names):
        os.utime(tmp_path / name, (at, at))
    # The same table again is the same file, and the youngest.
    assert kept(tmp_path, b"0", 3) == names[0]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "study.toml").write_text(f'data = "{tmp_path / names[1]}"')
    fourth = kept(tmp_path, b"3", 3)
    assert {f"uploads/{path.name}" for path in (tmp_path / "uploads").iterdir()} == {*names[:2], fourth}
    (tmp_path / "a" / "study.toml").write_text(" ".join([*names, fourth]))
    with pytest.raises(InputError, match="uploaded tables"):
        kept(tmp_path, b"4", 3)
    kept(tmp_path, b"4", None)


def test_a_visitor_keeps_no_more_than_he_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = door(tmp_path)
    browser = TestClient(application(Desk(replace(LIMITS, disk=20)), at), base_url=HOME)
    me = at.enter()
    assert me is not None
    browser.cookies.set(at.cookie, me.key)
    headers = {"origin": HOME}
    assert browser.post("/api/upload", content=b"x" * 15, headers=headers).status_code == 200
    assert "may keep" in browser.post("/api/upload", content=b"y" * 15, headers=headers).json()["error"]
    monkeypatch.setattr(room, "free_bytes", lambda folder: room.LEAST_FREE - 1)
    assert "disk" in browser.post("/api/upload", content=b"z", headers=headers).json()["error"]


def test_a_socket_of_no_run_is_closed_with_a_reason(tmp_path: Path) -> None:
    browser, address = entered(door(tmp_path)), f"ws://{HOST}/api/watch?run=x"
    with browser.websocket_connect(address, headers={"origin": HOME}) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 1008


@pytest.mark.parametrize("speed", [0, -1, "fast", True, [1], 10**400])
def test_a_speed_that_is_none_is_refused_in_a_sentence(tmp_path: Path, speed: object) -> None:
    answer = entered(door(tmp_path)).post("/api/start/live", json={"speed": speed}, headers={"origin": HOME})
    assert answer.status_code == 400
    assert "speed" in answer.json()["error"]


@pytest.mark.parametrize("problem", ["/etc/x.toml", "a/b.toml", ".toml", "x.toml/", "x.toml/."])
def test_a_race_of_the_page_reads_no_file(problem: str) -> None:
    with pytest.raises(InputError, match="names a file"):
        of_page({"problems": [problem], "methods": "gd,adam"})


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../x",
        "/etc/passwd",
        "a/../../x",
        "a/b/c",
        "",
        ".",
        "a\\..\\b",
        "a\0b",
        "-x",
        ".hidden",
        "a" * 200,
    ],
)
def test_a_name_never_leads_out_of_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        inside(tmp_path, name)


def test_a_link_does_not_lead_out_either(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "home" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError):
        inside(tmp_path / "home", "link")
    assert inside(tmp_path / "home", "study-1") == tmp_path / "home" / "study-1"


@pytest.mark.parametrize(
    "path", ["/static/../server.py", "/static/%2e%2e/server.py", "/report/page.py", "/report/%2e%2e/chart.py"]
)
def test_only_scripts_and_styles_are_handed_out(tmp_path: Path, path: str) -> None:
    assert entered(door(tmp_path)).get(path).status_code in (404, 400)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"x" * (MOST_TEXT + 1), "MiB"),
        (b"{", "JSON"),
        (b"[1]", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b'{"x": NaN}', "JSON"),
        (b'{"x": 1e400}', "JSON"),
        (b'{"x": "\\ud800"}', "JSON"),
        (b'{"\\ud800": 1}', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"x": ' + b"[" * 100 + b"]" * 100 + b"}", "JSON"),
    ],
)
def test_a_body_that_is_no_question_is_refused_in_a_sentence(tmp_path: Path, body: bytes, said: str) -> None:
    answer = entered(door(tmp_path)).post("/api/ask/history", content=body, headers={"origin": HOME})
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_an_unknown_question_is_refused_in_the_readers_language(tmp_path: Path) -> None:
    headers = {"origin": HOME, "accept-language": "ja-JP,ja;q=0.9"}
    answer = entered(door(tmp_path)).post("/api/ask/nothing", content=b"{}", headers=headers)
    assert answer.status_code == 400
    assert "だけです" in answer.json()["error"]


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("192.168.0.7", False)],
)
def test_only_a_loopback_address_is_this_machine_alone(host: str, local: bool) -> None:
    assert is_loopback(host) is local
    assert f"127.0.0.1:{1234}" in allowed_hosts(host, 1234)
