"""Sentences: named test surfaces and quadratics."""

SENTENCES: dict[str, tuple[str, str]] = {
    "problem.unknown_surface": (
        "There is no test surface named '{came}'. Did you mean '{near}'? These exist: {exists}.",
        "「{came}」というテスト関数はありません。「{near}」のことでしょうか。使えるテスト関数は、{exists}です。",
    ),
    "surface.fixed_dimension": (
        "The surface '{surface}' has exactly {expected} dimensions; {came} came.",
        "テスト関数「{surface}」の次元は{expected}と決まっています（指定された次元：{came}）。",
    ),
    "surface.dimension": (
        "The dimension must be a whole number from {smallest} to {largest}; {came} came.",
        "次元は{smallest}以上{largest}以下の整数で指定してください（指定された値：{came}）。",
    ),
    "surface.start_length": (
        "The start must have one number for each dimension, {expected} in all; {came} came.",
        "出発点には次元と同じ個数の数が必要です。{expected}個の数を指定してください（指定された個数：{came}）。",
    ),
    "surface.start_not_numbers": (
        "The start must be a list of finite numbers; this came: {came}.",
        "出発点には有限の数を並べて指定してください（指定された値：{came}）。",
    ),
    "quadratic.condition": (
        "The condition number must be a finite number of at least 1; {came} came.",
        "条件数には1以上の有限の数を指定してください（指定された値：{came}）。",
    ),
}
