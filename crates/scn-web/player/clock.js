// Time limits of choices. They are off unless the learner switches them on.

import { PHRASES } from "./phrases.js";
import { countText, fillText } from "./words.js";

/** How much longer the time can be made. */
const CLOCK_FACTORS = [1, 2, 5, 10];

/** Returns whether some choice of a scenario has a time limit. */
export function hasTimeLimits({ situations }) {
  return situations.some(({ choices = [] }) => choices.some(({ after }) => after !== undefined));
}

/** Returns the settings of the clock: pairs of a factor and its words. The factor 0 is off. */
export function clockSettings() {
  const words = (factor) => (factor === 1 ? PHRASES.clock_on : fillText(PHRASES.clock_longer, { factor }));
  return [[0, PHRASES.clock_off], ...CLOCK_FACTORS.map((factor) => [factor, words(factor)])];
}

/**
 * Counts down to the choice that is made by itself. It stops while another window or a dialog is in
 * front. `show` is told the remaining time in words, every 10 seconds; `say` is told it at half time
 * and at 20 seconds; `expire` is told the choice.
 */
export class Clock {
  constructor({ show, say, expire }) {
    Object.assign(this, { show, say, expire, factor: 0, timer: null, left: 0 });
  }

  /** Starts for the choices of a scene, if one of them has a limit and the clock is on. */
  start(choices) {
    this.stop();
    const limited = choices.filter(({ after, locked }) => after !== undefined && !locked);
    if (!this.factor || !limited.length) return;
    const first = limited.reduce((one, other) => (other.after < one.after ? other : one));
    const whole = Math.ceil(first.after * this.factor);
    this.left = whole;
    this.show(countText(PHRASES.time_left, whole));
    this.timer = setInterval(() => this.tick(first.id, whole), 1000);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.show("");
  }

  tick(choice, whole) {
    if (document.hidden || !document.hasFocus() || document.querySelector("dialog[open]")) return;
    this.left -= 1;
    const words = countText(PHRASES.time_left, this.left);
    if (this.left <= 0) {
      this.stop();
      this.expire(choice);
      return;
    }
    if (this.left % 10 === 0) this.show(words);
    if (this.left === Math.floor(whole / 2) || (this.left === 20 && whole > 20)) this.say(words);
  }
}
