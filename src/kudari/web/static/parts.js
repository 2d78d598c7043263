// Text with formulas in it. A formula comes as MathML of the server; only elements of MathML are taken over.
import { html, useEffect, useRef } from "./vendor/preact.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** [{text} | {math}] in the flow of a sentence. */
export function Parts({ parts }) {
  return html`${parts.map((part, at) => ("math" in part ? html`<${Maths} key=${at} math=${part.math} />` : part.text))}`;
}

/** One formula. */
export function Maths({ math }) {
  const place = useRef();
  useEffect(() => {
    const parsed = new DOMParser().parseFromString(math.replace(/^<math\b(?![^>]*\bxmlns=)/, `<math xmlns="${MATHML}"`), "application/xml").documentElement;
    place.current.replaceChildren(...(parsed.namespaceURI === MATHML ? [cleaned(parsed)] : []));
  }, [math]);
  return html`<span class="maths" ref=${place}></span>`;
}

/** The element with nothing in it but MathML, and no attribute that could do anything. */
function cleaned(element) {
  const copy = document.createElementNS(MATHML, element.localName);
  for (const { name, value } of element.attributes) {
    if (/^(display|displaystyle|mathvariant|stretchy|fence|separator|form|largeop|movablelimits|accent|accentunder|width|height|depth|lspace|rspace|minsize|maxsize|linethickness|columnalign|rowspacing|columnspacing|symmetric|scriptlevel)$/.test(name)) {
      copy.setAttribute(name, value);
    }
  }
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) copy.append(child.data);
    else if (child.namespaceURI === MATHML) copy.append(cleaned(child));
  }
  return copy;
}
