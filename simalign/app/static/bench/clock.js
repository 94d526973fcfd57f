// The week that is shown: played, stepped or scrubbed. Between two weeks the picture glides.

export class Clock {
  constructor(show) {
    this.show = show; // called with the week (a fraction while playing) and whether it plays
    this.week = 0;
    this.last = 0;
    this.speed = 10; // weeks a second
    this.playing = false;
  }

  go(week) {
    this.week = Math.min(this.last, Math.max(0, week));
    this.show(this.week, this.playing);
  }

  step(by) {
    this.pause();
    this.go(Math.round(this.week) + by);
  }

  // speed: of this time only, weeks a second
  play(speed = null) {
    if (this.week >= this.last) this.week = 0;
    this.playing = true;
    let before = null;
    const frame = (now) => {
      if (!this.playing) return;
      const by = before === null ? 0 : ((now - before) / 1000) * (speed ?? this.speed);
      before = now;
      this.go(this.week + by);
      if (this.week >= this.last) this.pause();
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  pause() {
    this.playing = false;
    this.go(Math.round(this.week));
  }
}
