// The home in an LMS that speaks SCORM 1.2.

import { isRight } from "./attempt.js";
import { ScormHome, answeredQuestion, chosenChoice, hundredths, oneLine } from "./scorm.js";

const CHOICE_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const MOST_COMMENTS = 4000;

const twoDigits = (number) => `${number}`.padStart(2, "0");

/** Returns a time span as `HHHH:MM:SS.SS`. */
export function timespan12(milliseconds) {
  const hundreds = Math.min(Math.max(0, Math.floor(milliseconds / 10)), 9999 * 360000 + 359999);
  const seconds = hundredths((hundreds % 6000) * 10).padStart(5, "0");
  const minutes = Math.floor(hundreds / 6000);
  return `${`${Math.floor(minutes / 60)}`.padStart(4, "0")}:${twoDigits(minutes % 60)}:${seconds}`;
}

/** Returns the time of day as `HH:MM:SS`. */
export function timeOfDay(when) {
  const date = new Date(when);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
}

const timing12 = ({ when, latency }) => [["time", timeOfDay(when)], ["latency", timespan12(latency)]];
const objectives12 = (principles) => principles.map((id, at) => [`objectives.${at}.id`, id]);

const SCORM_12 = {
  kind: "scorm12",
  api: "API",
  limit: 4096,
  names: {
    start: "LMSInitialize",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
    end: "LMSFinish",
    error: "LMSGetLastError",
  },
  status: "cmi.core.lesson_status",
  exit: "cmi.core.exit",
  location: "cmi.core.lesson_location",
  time: "cmi.core.session_time",
  objectiveStatus: "status",
  duration: timespan12,

  read(lms) {
    return {
      mode: lms.get("cmi.core.lesson_mode"),
      status: lms.get("cmi.core.lesson_status"),
      name: lms.get("cmi.core.student_name"),
      learner: lms.get("cmi.core.student_id"),
    };
  },

  choice(story, attempt, what, timing) {
    const { index, choices, principles } = chosenChoice(story, attempt, what);
    const letter = choices.length <= CHOICE_LETTERS.length && CHOICE_LETTERS[index];
    return [
      ["id", `${attempt.part.id}/${what.at}`],
      ["type", "choice"],
      ...objectives12(principles),
      ...(letter ? [["student_response", letter]] : []),
      ["result", "neutral"],
      ...timing12(timing),
    ];
  },

  answer(story, attempt, what, timing) {
    const asked = answeredQuestion(story, attempt, what, isRight);
    if (!asked) return null;
    const letters = (ids) => ids.map((id) => CHOICE_LETTERS[asked.all.findIndex((it) => it.id === id)]);
    const isLettered = !asked.isTyped && asked.all.length <= CHOICE_LETTERS.length;
    const typed = asked.isTyped ? [["student_response", oneLine(what.answers.join(" "), 250).replace(/[^ -~]/g, "?")]] : [];
    const lettered = isLettered
      ? [["correct_responses.0.pattern", letters(asked.right).join(",")], ["student_response", letters(what.answers).join(",")]]
      : [];
    return [
      ["id", `${attempt.part.id}/${what.question}`],
      ["type", asked.isTyped ? "fill-in" : "choice"],
      ...objectives12(asked.principles),
      ...typed,
      ...lettered,
      ["result", asked.isRight ? "correct" : "wrong"],
      ...timing12(timing),
    ];
  },

  /**
   * Comments are appended to those that are there, so each is written once, at the end of its
   * run.
   */
  words(home, { part }, [at, , words]) {
    const line = `${part.id}/${at}: ${oneLine(words, 1000, " / ")}`;
    const before = home.pending.get("cmi.comments");
    const comments = before ? `${before} | ${line}` : line;
    home.commented = (home.commented ?? 0) + line.length;
    if (home.commented <= MOST_COMMENTS) home.pending.set("cmi.comments", comments);
  },

  progress() {},

  end({ result, score }) {
    if (!result) return [["cmi.core.lesson_status", "completed"]];
    return [
      ["cmi.core.score.min", "0"],
      ["cmi.core.score.max", "100"],
      ["cmi.core.score.raw", `${score}`],
      ["cmi.core.lesson_status", result],
    ];
  },
};

/** Creates the home of a page in an LMS that speaks SCORM 1.2. */
export function createScorm12Home(context) {
  return new ScormHome(context, SCORM_12);
}
