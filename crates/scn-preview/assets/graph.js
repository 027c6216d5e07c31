// The graph: where the run is and was, and playing from a place of it.

import { svg } from "./dom.js";
import { ask } from "./service.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Graph {
  #at;
  #scenario = null;
  #version = -1;
  #text = null;
  #places = new Map();
  #nodes = new Map();
  #run = null;
  #held = null;
  #scale = null;
  #asking = 0;

  /** `play` is called with the lines of a run that enters the place to play from. */
  constructor(at, play) {
    this.#at = at;
    const box = at("graph");
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("click", (event) => {
      const node = event.target.closest("[data-place]");
      if (node) this.#open(node);
    });
    at("place-close").addEventListener("click", () => at("place").close());
    at("place-play").addEventListener("click", () => {
      const place = at("place").dataset.place;
      at("place").close();
      play(this.#places.get(place)?.run ?? []);
    });
    at("fit").addEventListener("click", () => this.#zoom((this.#at("graph").clientWidth - 4) / this.width));
    at("larger").addEventListener("click", () => this.#zoom(this.#size() * 1.25));
    at("smaller").addEventListener("click", () => this.#zoom(this.#size() / 1.25));
  }

  /** Shows the graph of a scenario, as it is in a version, and where a run is in it. */
  async show(scenario, version, run) {
    this.#run = run;
    if (scenario === this.#scenario && version === this.#version) {
      this.#mark();
      return;
    }
    const asked = ++this.#asking;
    const view = scenario && (await ask("graph", { scenario }));
    if (asked !== this.#asking || !view) return;
    const other = scenario !== this.#scenario;
    this.#scenario = scenario;
    this.#version = version;
    this.#places = new Map(view.places.map((it) => [it.id, it]));
    this.complete = view.complete;
    if (view.svg === null) {
      this.#text = null;
      this.#at("graph").replaceChildren(Object.assign(document.createElement("p"), { className: "aside", textContent: "The graph is being drawn." }));
      return;
    }
    if (view.svg !== this.#text || other) this.#put(view.svg);
    this.#text = view.svg;
    this.#mark();
  }

  #put(text) {
    const box = this.#at("graph");
    const focused = box.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    const picture = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
    // The panel has a heading of its own; what the picture says of itself stays.
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-roledescription", "graph");
    this.width = Number(picture.getAttribute("width"));
    this.height = Number(picture.getAttribute("height"));
    picture.removeAttribute("width");
    picture.removeAttribute("height");
    this.#nodes = new Map();
    for (const node of picture.querySelectorAll("[data-node]")) {
      const id = node.dataset.node;
      if (!this.#places.has(id)) continue;
      node.dataset.place = id;
      node.setAttribute("role", "button");
      node.setAttribute("aria-haspopup", "dialog");
      node.setAttribute("tabindex", "-1");
      // Told as it is seen, so that who speaks to the machine can say what stands there.
      node.dataset.says = [...node.querySelectorAll(":scope > text")].map((it) => it.textContent).join(" ");
      this.#nodes.set(id, node);
    }
    box.replaceChildren(picture);
    this.#zoom(this.#scale);
    if (focused && this.#nodes.has(focused)) this.#hold(this.#nodes.get(focused));
  }

  /** Marks where the run is and was: by a sign with words, by line and by what is told, not by colour alone. */
  #mark() {
    const picture = this.#at("graph").querySelector("svg");
    if (!picture) return;
    picture.querySelectorAll(".sign").forEach((it) => it.remove());
    const path = this.#run?.path ?? [];
    const here = this.#run?.here;
    const been = new Set(path);
    const ways = new Set(path.slice(1).map((to, index) => `${path[index]}\n${to}`));
    for (const edge of picture.querySelectorAll("[data-from]")) {
      edge.classList.toggle("been", ways.has(`${edge.dataset.from}\n${edge.dataset.to}`));
    }
    for (const [id, node] of this.#nodes) {
      const is = id === here;
      const was = been.has(id);
      node.classList.toggle("here", is);
      node.classList.toggle("been", was && !is);
      if (is) node.setAttribute("aria-current", "step");
      else node.removeAttribute("aria-current");
      node.setAttribute("aria-label", node.dataset.says + (is ? "; you are here" : was ? "; you have been here" : ""));
      if (is || was) node.append(this.#sign(node, is));
    }
    const held = this.#nodes.get(this.#held) ?? this.#nodes.get(here) ?? this.#nodes.values().next().value;
    const moved = this.here !== here;
    this.here = here;
    const first = moved ? (this.#nodes.get(here) ?? held) : held;
    for (const node of this.#nodes.values()) node.setAttribute("tabindex", node === first ? "0" : "-1");
    this.#held = first?.dataset.place ?? null;
    if (moved) this.#bring(this.#nodes.get(here));
  }

  #sign(node, is) {
    const shape = node.querySelector("rect, polygon");
    const { x, y, width } = shape.getBBox();
    const sign = svg("g", { class: is ? "sign is" : "sign was", "aria-hidden": "true" });
    if (is) {
      sign.append(svg("rect", { x: x + width / 2 - 52, y: y - 19, width: 104, height: 19, rx: 9.5 }));
      sign.append(svg("text", { x: x + width / 2, y: y - 5.5, "text-anchor": "middle" }, "● you are here"));
    } else {
      sign.append(svg("circle", { cx: x + width - 3, cy: y + 3, r: 9 }));
      sign.append(svg("path", { d: `M${x + width - 7},${y + 3} l3,3.4 l5.4,-6.4` }));
    }
    return sign;
  }

  /** Scrolls a node into the middle of the panel, where the panel scrolls. */
  #bring(node) {
    const box = this.#at("graph");
    if (!node) return;
    const inner = node.getBoundingClientRect();
    const outer = box.getBoundingClientRect();
    box.scrollTo({
      left: box.scrollLeft + inner.left + inner.width / 2 - outer.left - outer.width / 2,
      top: box.scrollTop + inner.top + inner.height / 2 - outer.top - outer.height / 2,
      behavior: still.matches ? "auto" : "smooth",
    });
  }

  /** How large the picture is shown, 1 being as it was drawn. */
  #size() {
    return (this.#at("graph").querySelector("svg")?.getBoundingClientRect().width ?? this.width) / this.width;
  }

  /** Shows the picture at a scale; without one as wide as the panel, but no smaller than can be read. */
  #zoom(scale) {
    const picture = this.#at("graph").querySelector("svg");
    if (!picture) return;
    this.#scale = scale && Math.min(3, Math.max(0.1, scale));
    const width = this.#scale ? this.width * this.#scale : Math.min(this.width, Math.max(this.#at("graph").clientWidth - 4, this.width * 0.62));
    picture.style.width = `${width}px`;
    picture.style.height = `${(width / this.width) * this.height}px`;
    this.#bring(this.#nodes.get(this.#held));
  }

  /** Moves the focus into the graph: to where the run is. */
  focus() {
    const node = this.#nodes.get(this.#run?.here) ?? this.#nodes.get(this.#held);
    if (node) this.#hold(node);
    else this.#at("graph-title").focus();
  }

  #hold(node) {
    for (const other of this.#nodes.values()) other.setAttribute("tabindex", other === node ? "0" : "-1");
    this.#held = node.dataset.place;
    node.focus({ preventScroll: true });
    this.#bring(node);
    if (node.getBoundingClientRect().bottom > innerHeight || node.getBoundingClientRect().top < 0) node.scrollIntoView({ block: "center" });
  }

  #key(event) {
    const node = event.target.closest("[data-place]");
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const toward = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (toward) {
      event.preventDefault();
      const next = this.#nearest(node, toward);
      if (next) this.#hold(next);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const all = [...this.#nodes.values()];
      this.#hold(event.key === "Home" ? all[0] : all[all.length - 1]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#open(node);
    }
  }

  /** The nearest node in a direction; what lies straight ahead counts more than what lies aside. */
  #nearest(from, [x, y]) {
    const middle = (node) => {
      const box = node.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    };
    const [fx, fy] = middle(from);
    let best = null;
    for (const node of this.#nodes.values()) {
      const [nx, ny] = middle(node);
      const ahead = (nx - fx) * x + (ny - fy) * y;
      const aside = Math.abs((nx - fx) * y) + Math.abs((ny - fy) * x);
      if (node === from || ahead < 4) continue;
      const far = ahead + 2 * aside;
      if (!best || far < best.far) best = { node, far };
    }
    return best?.node;
  }

  #open(node) {
    const place = this.#places.get(node.dataset.place);
    const dialog = this.#at("place");
    this.#hold(node);
    dialog.dataset.place = place.id;
    this.#at("place-title").textContent = place.title;
    const can = place.run !== null;
    const count = place.run?.length;
    const way = count === 0 ? "A run starts with it." : `The shortest way here takes ${count} choice${count === 1 ? "" : "s"}.`;
    const none = this.complete ? "No run comes here: that is proved." : "None of the runs that were looked at comes here.";
    const is = node.getAttribute("aria-current") ? "You are here. " : "";
    const marks = node.querySelector("title").textContent.slice(place.title.length).trim().replace(/^\((.*?)\)/, "$1");
    this.#at("place-words").textContent = `${marks}. ${is}${can ? way : none}`;
    this.#at("place-play").hidden = !can;
    dialog.showModal();
  }
}
