// Elements from data. Text becomes text nodes and attributes only: nothing is parsed as HTML.

import { visible } from "./hidden.js";

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

/**
 * Creates an element of HTML. An attribute that is `undefined` or `false` is left out. Children are
 * nodes and texts, and lists of them.
 */
export function element(tag, attributes = {}, ...children) {
  const made = setAttributes(document.createElement(tag), attributes);
  made.append(...children.flat().map((it) => (typeof it === "object" ? it : visible(`${it}`))));
  return made;
}

/** Creates an element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  const made = setAttributes(document.createElementNS(SVG_NAMESPACE, tag), attributes);
  made.append(...children);
  return made;
}
