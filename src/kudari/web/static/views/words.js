// A sentence in place of a picture.
export function draw(element, data) {
  const said = document.createElement("p");
  said.className = "note";
  said.textContent = data.text;
  element.replaceChildren(said);
}
