// A class: its state on the server, asked for every two seconds, and the screen of the host or of a student.

import { byId } from "../base/elements.js";
import { asJson } from "../base/wire.js";
import { tell } from "../bench/tell.js";
import { fromServer, lessonList } from "../lessons/translated.js";
import { HostScreen } from "./host_screen.js";
import { StudentScreen } from "./student_screen.js";

const AGAIN = 2000; // milliseconds

export class Classroom {
  constructor(state, bench, lessons, go) {
    this.state = state;
    this.bench = bench;
    this.lessons = lessons;
    this.go = go;
    this.place = byId("class");
    this.course = null;
    this.all = []; // lessons
    this.screen = null;
    this.timer = 0;
    this.failed = false;
  }

  // Takes part in the class of this server. Students are led to its screen and see the rest of the page in the end.
  async begin() {
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ask(); });
    this.all = await lessonList();
    this.course = await this.asked({});
    this.screen = this.course.host ? new HostScreen(this) : new StudentScreen(this);
    byId("to-class").hidden = false;
    this.led();
    this.timer = setTimeout(() => this.ask(), AGAIN);
  }

  get lesson() {
    return this.all.find((one) => one.name === this.course.lesson);
  }

  // Students go where the host is: the rest of the page is theirs in the discussion.
  led() {
    if (this.course.host) return;
    const free = this.course.stage === "discuss";
    byId("views").hidden = !free;
    if (!free && this.state.view !== "class") this.state.view = "class";
  }

  // The state of the class, in the words of this page.
  async asked(change) {
    const course = await asJson("class", change);
    return fromServer(this.all.find((one) => one.name === course.lesson), course);
  }

  // Asks for the state, or changes it (a host only), and shows what is new.
  async ask(change = {}) {
    clearTimeout(this.timer);
    try {
      const course = await this.asked(change);
      if (this.failed) tell(null);
      this.failed = false;
      const before = this.state.view;
      this.course = course;
      this.led();
      if (before !== this.state.view) this.go({ view: "class" });
      else if (this.state.view === "class") this.screen.show(course);
    } catch (error) {
      tell(error.message);
      this.failed = true;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), document.hidden ? 5 * AGAIN : AGAIN);
  }

  show() {
    this.screen?.show(this.course, true);
  }

  dressed() {
    this.show();
  }
}
