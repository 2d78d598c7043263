"""Sentences: gradients."""

SENTENCES: dict[str, tuple[str, str]] = {
    "gradients.unknown_estimator": (
        "There is no gradient estimator '{name}'; did you mean '{nearest}'? There are: {known}.",
        "「{name}」という勾配の求め方はありません。「{nearest}」のことでしょうか。使えるのは {known} です。",
    ),
    "gradients.step": (
        "The step h of a difference quotient must be a finite number above 0, for example 1e-4; {h} came.",
        "差分の刻み幅 h には、1e-4 のような正の有限の数を指定してください。指定された値は {h} です。",
    ),
    "gradients.not_analytic": (
        "The complex step needs a loss that can be taken at complex parameters, and that of '{problem}' "
        "cannot (relu, abs and max, for example, have no complex derivative). Use central, "
        "forward or backprop.",
        "複素ステップ法を使うには、複素数のパラメータでも損失を計算できる必要がありますが、「{problem}」の損失は"
        "それができません（relu、abs、max などは複素微分できません）。central、forward、backprop のいずれかを"
        "お使いください。",
    ),
    "gradients.not_given": (
        "The problem '{problem}' brings no gradient of its own, so there is nothing to call 'given'; "
        "write Problem(..., gradient=...) in Python, or use backprop.",
        "問題「{problem}」には手書きの勾配がないので、given は使えません。Python で Problem(..., gradient=...) と"
        "書くか、backprop をお使いください。",
    ),
    "gradients.given_tree": (
        "The gradient written by hand for '{problem}' must be a tree like the parameters, {wanted}; {came} came.",
        "問題「{problem}」の手書きの勾配は、パラメータと同じ構造（{wanted}）でなければなりません。"
        "返された構造は {came} です。",
    ),
    "gradients.given_shape": (
        "The gradient written by hand must have the parameters' shapes: {place} has the shape ({wanted}), "
        "and its gradient came with ({came}).",
        "手書きの勾配の形は、パラメータと同じでなければなりません。{place} の形は ({wanted}) ですが、"
        "返された勾配の形は ({came}) です。",
    ),
    "gradients.not_floating": (
        "A gradient needs parameters that are real floating-point numbers, float32 or float64 for example; "
        "{place} holds {dtype}.",
        "勾配を求めるには、パラメータが float32 や float64 などの実数（浮動小数点数）でなければなりません。"
        "{place} の型は {dtype} です。",
    ),
}
