// The page: its charts, its colours, and the buttons that copy.
(function () {
  var words = JSON.parse(document.getElementById("words").textContent);
  var root = document.documentElement, dark = window.matchMedia("(prefers-color-scheme: dark)");

  function theme() { return root.dataset.theme || (dark.matches ? "dark" : "light"); }

  function name(button) { button.textContent = words[theme() === "dark" ? "light" : "dark"]; }

  function switches(button) {
    name(button);
    button.hidden = false;
    button.addEventListener("click", function () {
      root.dataset.theme = theme() === "dark" ? "light" : "dark";
      name(button);
    });
    if (dark.addEventListener) dark.addEventListener("change", function () { name(button); });
  }

  function copies(button) {
    var said = button.textContent, text = button.parentNode.querySelector("code").textContent;
    function answer(key) {
      return function () {
        button.textContent = words[key];
        setTimeout(function () { button.textContent = said; }, 2500);
      };
    }
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", function () {
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(answer("copied"), answer("failed"));
      else answer("failed")();
    });
  }

  /** On paper nothing can be unfolded; the tables behind the charts are left out there. */
  function unfolds() {
    var folded = [];
    window.addEventListener("beforeprint", function () {
      folded = Array.from(document.querySelectorAll("section > details:not([open])"));
      folded.forEach(function (details) { details.open = true; });
      kudari.redraws.forEach(function (redraw) { redraw(); });
    });
    window.addEventListener("afterprint", function () {
      folded.forEach(function (details) { details.open = false; });
    });
  }

  unfolds();
  switches(document.getElementById("theme"));
  document.querySelectorAll("button.copy").forEach(copies);
  document.querySelectorAll("figure").forEach(function (figure, number) {
    var chart = JSON.parse(figure.querySelector("script.numbers").textContent);
    kudari.drawChart(figure.querySelector(".chart"), chart, words);
    if (!number) figure.querySelector(".chart").appendChild(kudari.html("p", "hint", words.hint));
  });
})();
