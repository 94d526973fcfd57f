// A request that cannot be answered, with all its problems as sentences.

export class Refused extends Error {
  constructor(problems) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}
