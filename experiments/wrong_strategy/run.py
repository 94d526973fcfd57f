"""Wrong strategy: if everybody is aligned to a strategy that nobody pays for, is push or pull worth more?"""

from simalign.experiments import Change, Claim, Dots, Experiment, Gap, Sentence

GOALS, EVERY = "strategy", "policy.levers.review_interval"
RIGHT, WRONG = {GOALS: {"service": 1, "delivery": 1}}, {GOALS: {"acquisition": 1, "efficiency": 1}}
WHICH = {"right": ("right strategy", RIGHT), "wrong": ("wrong strategy", WRONG)}
QUO, PUSH, PULL = {"policy": "status quo"}, {"policy": "push"}, {"policy": "pull"}
ARMS = {
    "push": "push",
    "pull": "pull",
    "mission": "mission command",
    "example": "example",
    "reasons": "reasons",
    "freedom": "freedom",
}
BASE = QUO | RIGHT
OFTEN, USUAL, RARELY = {EVERY: 4}, {EVERY: 26}, {EVERY: 52}
WHEN = {"half": "first half year after", "year": "second half year after", "end": "two years after"}
VIEWS = {"voice": "voice", "outside": "outside view", "pushed": "push", "pulled": "pull"}
MEASURES = {"do": "doing", "want": "wanting"}
CORRECTION = "correction"

EXPERIMENT = Experiment(
    question="If everything is aligned to a strategy that nobody pays for, which is worth more, push or pull?",
    claim=Claim(
        "Execution beats strategy: alignment pays even where the strategy is not the right one.",
        "execution (Bossidy & Charan 2002); alignment (Kaplan & Norton 2006)",
        {"push_wrong": "above", "pull_wrong": "above"},
    ),
    predictions=[
        Claim(
            "Under the wrong strategy push is worth less than the status quo: people carry it out.",
            "rules that are followed in the wrong place (Merton 1940)",
            {"push_wrong": "below"},
        ),
        Claim(
            "Pull leads push by more under the wrong strategy than under the right one: freedom insures against "
            "errors.",
            "delegation and local knowledge (Aghion & Tirole 1997; Dessein & Santos 2006)",
            {"lead_change": "above"},
        ),
        Claim(
            "Leaders who set the example make a wrong strategy worse: followers copy it.",
            "leading by example (Hermalin 1998)",
            {"example_wrong": "below"},
        ),
        Claim(
            "Voice corrects the strategy sooner: members who serve the customers see the change first.",
            "silence keeps errors alive (Morrison & Milliken 2000)",
            {"voice_half": "above", "voice_year": "above"},
        ),
        Claim(
            "Relations with partners correct the strategy sooner.",
            "boundary spanning (Aldrich & Herker 1977)",
            {"outside_half": "above", "outside_year": "above"},
        ),
        Claim(
            "In the long run voice corrects it less well: members who believe in the strategy see it confirmed.",
            "exploitation drives out exploration (March 1991)",
            {"voice_end": "below"},
        ),
    ],
    results=[
        *(
            Gap(
                f"{key}_{which}",
                f"value, second year, {words}: {name} - status quo",
                "value_end",
                {"policy": name} | goals,
                QUO | goals,
                percent_of=BASE,
            )
            for key, name in ARMS.items()
            for which, (words, goals) in WHICH.items()
        ),
        *(
            Change(
                f"{key}_change",
                f"value, second year: how much more {name} adds under the wrong strategy than under the right one",
                "value_end",
                ({"policy": name} | WRONG, QUO | WRONG),
                ({"policy": name} | RIGHT, QUO | RIGHT),
                percent_of=BASE,
            )
            for key, name in ARMS.items()
        ),
        *(
            Gap(
                f"lead_{which}",
                f"value, second year, {words}: pull - push",
                "value_end",
                PULL | goals,
                PUSH | goals,
                percent_of=BASE,
            )
            for which, (words, goals) in WHICH.items()
        ),
        Change(
            "lead_change",
            "value, second year: how much more pull leads push under the wrong strategy than under the right one",
            "value_end",
            (PULL | WRONG, PUSH | WRONG),
            (PULL | RIGHT, PUSH | RIGHT),
            percent_of=BASE,
        ),
        *(
            Gap(
                f"net_lead_{which}",
                f"value net of pay, second year, {words}: pull - push",
                "net_end",
                PULL | goals,
                PUSH | goals,
                percent_of=BASE,
                divisor="value_end",
            )
            for which, (words, goals) in WHICH.items()
        ),
        Gap(
            "cost",
            "value, second year, status quo: wrong strategy - right strategy",
            "value_end",
            QUO | WRONG,
            QUO | RIGHT,
            percent_of=BASE,
        ),
        *(
            Gap(
                f"{m}_{key}_{which}",
                f"{word}, second year, {words}: {name} - status quo",
                f"{m}_end",
                {"policy": name} | goals,
                QUO | goals,
            )
            for m, word in MEASURES.items()
            for key, name in ARMS.items()
            for which, (words, goals) in WHICH.items()
        ),
        *(
            Gap(
                f"{key}_{when}",
                f"fit with demand, {words}: {name} - status quo",
                f"fit_{when}",
                {"policy": name} | USUAL,
                QUO | USUAL,
                sweep=CORRECTION,
            )
            for key, name in VIEWS.items()
            for when, words in WHEN.items()
        ),
        *(
            Gap(
                f"{key}_rarely",
                f"fit with demand, {WHEN['year']}, reviews once a year: {name} - status quo",
                "fit_year",
                {"policy": name} | RARELY,
                QUO | RARELY,
                sweep=CORRECTION,
            )
            for key, name in VIEWS.items()
        ),
        *(
            Gap(
                f"often_{when}",
                f"fit with demand, {words}: monthly reviews - twice a year",
                f"fit_{when}",
                QUO | OFTEN,
                QUO | USUAL,
                sweep=CORRECTION,
            )
            for when, words in WHEN.items()
        ),
        *(
            Gap(
                f"{key}_value",
                f"value, first year after: {name} - status quo",
                "value_year",
                arm,
                QUO | USUAL,
                percent_of=QUO | USUAL,
                sweep=CORRECTION,
            )
            for key, name, arm in (
                ("voice", "voice", {"policy": "voice"} | USUAL),
                ("outside", "outside view", {"policy": "outside view"} | USUAL),
                ("often", "monthly reviews", QUO | OFTEN),
            )
        ),
    ],
    finding=[
        Sentence(
            "push_wrong",
            above="aligned to a strategy that nobody pays for, push adds {push_wrong.by} of the right strategy's value",
            below="aligned to a strategy that nobody pays for, push costs {push_wrong.by} of the right "
            "strategy's value",
            open="aligned to a strategy that nobody pays for, push does not change value measurably",
        ),
        Sentence(
            "pull_wrong",
            above="pull adds {pull_wrong.by}",
            below="pull costs {pull_wrong.by}",
            open="pull does not change it measurably",
        ),
        Sentence(
            "voice_half",
            above="after customers change their minds, voice brings the strategy {voice_half.by} nearer to them in the "
            "first half year",
            below="after customers change their minds, voice keeps the strategy {voice_half.by} further from them in "
            "the first half year",
            open="after customers change their minds, voice does not move the strategy measurably in the first half "
            "year",
        ),
        Sentence(
            "voice_year",
            above="{voice_year.by} nearer in the second",
            below="{voice_year.by} further in the second",
            open="and not measurably in the second",
        ),
        Sentence(
            "outside_year",
            above="relations with partners then bring it {outside_year.by} nearer",
            below="relations with partners then keep it {outside_year.by} further away",
            open="relations with partners do not move it measurably",
        ),
    ],
    figure=Dots(
        {
            panel: {
                words: {name: f"{m}{key}_{which}" for key, name in ARMS.items()} for which, (words, _) in WHICH.items()
            }
            for panel, m in (
                ("Value, % of status quo", ""),
                ("Do, share of working time", "do_"),
                ("Want, share of working time", "want_"),
            )
        },
        x="above status quo, second year",
    ),
)
