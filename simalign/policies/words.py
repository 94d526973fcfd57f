"""The levers in plain language, for somebody who has never read a manual."""

from typing import NamedTuple


class Help(NamedTuple):
    """What a lever is called on the page, what it is, and what its two ends mean."""

    title: str
    text: str
    low: str
    high: str


HELP = {
    "mandate": Help(
        "Mandate", "Goals are set from above, and not following them has consequences.", "a suggestion", "an order"
    ),
    "monitoring": Help(
        "Monitoring", "How often somebody checks whether a week's work serves the goals.", "never", "every week"
    ),
    "incentive": Help(
        "Bonus", "How much pay depends on what is measured. It costs money as well as time.", "none", "most of it"
    ),
    "voice": Help("A say", "People take part in deciding what the goals are.", "no say", "all take part"),
    "rationale": Help("The why", "Leaders explain why these goals and stand up for them.", "no word", "often, openly"),
    "autonomy": Help("Freedom", "People decide themselves how to reach the goals.", "told how", "own choice"),
    "transparency": Help("Openness", "Goals, results and numbers are open to everybody.", "closed", "all open"),
    "role_modelling": Help("Leaders' example", "Those who lead visibly do what they ask of others.", "no", "always"),
    "support": Help("Help", "Training, tools and time to get better at the work.", "none", "plenty"),
    "shared_goals": Help("Shared goals", "Departments answer for results together.", "each its own", "all shared"),
    "relationship_management": Help(
        "Care for relations",
        "Somebody has time to look after each customer, supplier and owner.",
        "nobody",
        "everybody",
    ),
    "clarity": Help(
        "Clear goals", "Goals are specific, measurable, within reach, relevant and dated.", "vague", "clear"
    ),
    "specific": Help("Specific", "Goals say exactly what is meant.", "vague", "exact"),
    "measurable": Help("Measurable", "Progress can be counted.", "not at all", "fully"),
    "achievable": Help(
        "Within reach", "Goals can be reached: too easy brings less effort, too hard less heart.", "very hard", "easy"
    ),
    "relevant": Help("Relevant", "Goals matter to those who have them.", "no matter", "close to heart"),
    "time_bound": Help("Dated", "Goals have dates, so that they are forgotten less.", "no dates", "firm dates"),
    "focus": Help("Number of goals", "How many goals the strategy keeps. Fewer are easier to carry along.", "1", "8"),
    "feedback_interval": Help(
        "Feedback talks", "Weeks between two talks about one's work.", "every week", "once a year"
    ),
    "review_interval": Help(
        "Strategy review", "Weeks between two revisions of the strategy.", "every 4 weeks", "every 2 years"
    ),
}
LETTERS = ("specific", "measurable", "achievable", "relevant", "time_bound")  # parts of clarity: shown when asked for
FAMILIES = {
    "push": "Push: make people do it",
    "pull": "Pull: make people want it",
    "both": "Used by either",
}
RANGES = {"focus": (1, 8), "feedback_interval": (1, 52), "review_interval": (4, 104)}  # of sliders; others 0 to 1
