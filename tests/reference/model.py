"""An independent reading of ODD.md, agent by agent, in plain Python.

Written from the description alone, without a look at the package. It is the oracle for the package's
engine and the honest slow peer of its speed benchmark. One method a step of section 5, in the order of
that text, with the numbers of its equations; points on the goal simplex are plain lists, replaced and
never changed in place.
"""

from math import floor, sqrt
from types import SimpleNamespace

# the first eleven levers of section 7.4; those in APART vary by themselves between managers (5.0-2)
UNIT_LEVERS = (
    "mandate",
    "monitoring",
    "incentive",
    "voice",
    "rationale",
    "autonomy",
    "role_modelling",
    "support",
    "transparency",
    "shared_goals",
    "relationship_management",
)
APART = ("mandate", "monitoring", "autonomy")
LETTERS = ("specific", "measurable", "achievable", "relevant", "time_bound")
COSTLY = ("mandate", "monitoring", "incentive", "voice", "rationale", "support", "transparency", "shared_goals")
MANAGING = ("mandate", "monitoring", "voice", "rationale", "role_modelling", "support")
LIMITED = ("monitoring", "voice", "rationale", "support")  # by the manager's time (5.0-8)
NEEDS = ("autonomy", "competence", "relatedness")
POINTS = ("knows", "wants", "does", "image")
FIRST_NEW_KEY, KEYS_A_WEEK = 2**31, 10_000
KINDS = {  # section 7.3; what is missing leans to all external goals alike
    "sales": {"acquisition": 0.6, "service": 0.4},
    "service": {"service": 0.6, "delivery": 0.4},
    "production": {"delivery": 0.6, "efficiency": 0.4},
    "development": {"innovation": 0.7, "service": 0.3},
    "support": {"efficiency": 0.6, "service": 0.4},
    "management": dict.fromkeys(("acquisition", "service", "delivery", "efficiency", "innovation"), 1),
}


# --- functions (Notation) ---


def overlap(p, q):  # (N-1)
    return sum([a if a < b else b for a, b in zip(p, q)])


def e(x):  # (N-2)
    return x * (2 - x)


def q4(w, x):  # (N-3)
    return sqrt(w * sqrt(w * x))


def ces(w, x):  # (N-4)
    return sum([q4(a, b) for a, b in zip(w, x)]) ** 4


def cosine(p, q):  # (5.10-1)
    both = sum([a * b for a, b in zip(p, q)])
    return min(1, both / sqrt(sum([a * a for a in p]) * sum([b * b for b in q])))


def clip(x):
    return min(1.0, max(0.0, x))


def mix(x, y, r):
    """x += r * (y - x)."""
    return [a + r * (b - a) for a, b in zip(x, y)]


def times(x, y):
    return [a * b for a, b in zip(x, y)]


def normalise(weights):
    total = sum(weights)
    return [w / total for w in weights] if total > 0 else list(weights)


def mean(values):
    return sum(values) / len(values)


def mean_point(points):
    n = len(points)
    return [sum(column) / n for column in zip(*points)]


def feels(x, c, w):  # (5.5-17)
    return x + c * w * min(x, 1 - x)


def carried(x, style, z):  # (5.0-3)
    return clip(x + style * z * min(x, 1 - x))


# --- entities (section 2) ---


class Department:
    def __init__(self, name):
        self.name = name
        self.members = []
        self.lean = self.kpi = self.asks = self.outside = self.omega = self.part = self.joint = self.trade = None
        self.customer_facing = False
        self.levers = self.last_levers = None


class Team:
    def __init__(self, manager):
        self.manager = manager
        self.members = []
        self.orders = self.local = self.standing = None


class Partner:
    def __init__(self, agenda, depth, trust):
        self.agenda = agenda
        self.depth = depth
        self.trust = trust
        self.image = None  # the strategy, from step 2 of week 0
        self.manager = None
        self.value = 0.0


class Member:
    """A position and who holds it; the traits and the state are set by Reference.seat."""

    def __init__(self, key, department, role, level, depth):
        self.key = key
        self.department = department
        self.role = role
        self.level = level
        self.depth = depth
        self.customer_facing = False
        self.given_facing = None
        self.manager = self
        self.team = None
        self.ties = []
        self.reports = []
        self.leader = self.cares = False
        self.x = None  # the levers of the week as experienced
        self.q = 1.0
        self.load = self.time_cost = self.effort = self.commitment = self.work = self.output = 0.0
        self.mu = self.control = self.integrity = self.reasons = self.stakes = self.drive = self.pressure = 0.0
        self.likeness = self.paid = self.able = 0.0
        self.peers = None


def surveyed_trust(seats):
    """The trust of a survey, which replaces that of the context (7.2)."""
    trusts = [s["given"]["trust"] for s in seats if "trust" in s["given"]]
    return {"trust": sum(trusts) / len(trusts)} if len(trusts) >= min(5, len(seats)) else {}


class Reference:
    def __init__(self, setting, levers, draw):
        self.levers = levers
        self.draw = draw
        self.p = SimpleNamespace(**setting["psychology"])
        self.on = on = SimpleNamespace(**setting["mechanisms"])
        self.rules = SimpleNamespace(**setting["rules"])
        self.alike = {"overlap": overlap, "cosine": cosine}[self.rules.likeness]
        self.context = context = SimpleNamespace(**setting["context"] | surveyed_trust(setting["members"]))
        self.costs = setting["costs"]
        self.events = setting["events"]
        self.warmup = setting["warmup"]
        self.leadership_levels = setting["leadership_levels"]
        self.role_share = setting["role_share"]
        # what remains of parameters when a mechanism is off (section 5)
        p = self.p
        self.style = p.style if on.manager_style else 0.0
        self.variety = context.variety if on.local_orders else 0.0
        self.crowd = p.crowd if on.crowding_out else 0.0
        self.strain, self.ready = (p.strain, p.ready) if on.strain else (0.0, 0.0)
        self.numb = p.numb if on.habituation else 0.0
        self.rho = context.reliance if on.relationships else 0.0

        goals = setting["goals"]
        self.K = len(goals)
        self.by_key = sorted(range(self.K), key=lambda k: goals[k]["key"])
        self.external = [k for k in self.by_key if goals[k]["external"]]
        self.private = [k for k in self.by_key if not goals[k]["external"]]
        self.E = len(self.external)
        self.meas, self.goal_names = zip(*[(g["measurability"], g["name"]) for g in goals])
        self.described, self.kinds = setting["departments"], setting["kinds"]
        self.profiles = {role: normalise(weights) for role, weights in setting["roles"].items()}

        self.t = 0
        self.departments = {}
        self.teams = {}  # by the key of the manager
        self.strategy = None
        seats, places = setting["members"], [self.department(name) for name in setting["names"]]
        self.starters = len(seats)
        self.members = [Member(s["key"], places[s["department"]], s["role"], s["level"], s["depth"]) for s in seats]
        for i, s in zip(self.members, seats):
            i.manager = self.members[s["manager"]]
            i.ties = [(self.members[j], weight) for j, weight in s["ties"]]
            i.given_facing, i.surveyed = s["customer_facing"], s["given"]
        self.heads = [i for i in self.members if i.manager is i]
        S = setting["stakeholders"]
        self.partners = [self.partner(s, setting["relationship_start"]) for s in range(S)]
        self.organise()
        for i, s in zip(self.members, seats):
            self.seat(i, 0, 0, s["given"])

        given = setting["demand"]
        if given:
            self.demand = normalise(given)
        else:
            self.demand = self.flat("demand", 0, 0, self.external)
            for move in range(1, 13):
                self.demand = mix(self.demand, self.flat("demand", move, 0, self.external), context.shift)
        self.past = [self.demand]  # demand of the start, then of weeks 0, 1, ...
        given = setting["strategy"]
        self.founding = normalise(given) if given else None
        for d in self.departments.values():
            d.part = [0.0] * self.K
        self.since = 0
        self.measures = {}

    # --- sections 2 and 7.2: the organisation, its departments and teams ---

    def department(self, name):
        if name not in self.departments:
            self.departments[name] = Department(name)
        return self.departments[name]

    def partner(self, s, depth):
        agenda = self.flat("partner", 0, s, self.external)
        if self.private:
            agenda = [0.75 * g + 0.25 * h for g, h in zip(agenda, self.flat("partner_private", 0, s, self.private))]
        return Partner(agenda, depth, self.context.trust)

    def organise(self):
        """What follows from who reports to whom and belongs where: reports, teams, shares, relationship managers."""
        p, members = self.p, self.members
        for i in members:
            i.reports = [j for j in members if j.manager is i and j is not i]
            i.leader = i.depth <= self.leadership_levels
        departments = self.departments
        for d in departments.values():
            d.members = [i for i in members if i.department is d]
            self.describe(d)
        for i in members:
            i.customer_facing = i.department.customer_facing if i.given_facing is None else i.given_facing

        teams = {}
        for i in members:
            m = i.manager
            if m.key not in teams:
                teams[m.key] = self.teams.get(m.key) or self.new_team(m)
                teams[m.key].members = []
            teams[m.key].members.append(i)
            i.team = teams[m.key]
        self.teams = teams

        # shares of departments
        for d in departments.values():
            share = p.open_part / self.E
            d.weight = [
                len(d.members) * ((1 - p.open_part) * d.lean[k] + share if k in self.external else 1.0)
                for k in range(self.K)
            ]  # (2-1)
        totals = [sum(column) for column in zip(*[d.weight for d in departments.values()])]
        for d in departments.values():
            d.outside = 1 - len(d.members) / len(members)  # (2-4)
            d.omega = [w / total for w, total in zip(d.weight, totals)]  # (2-2)
            d.asks = [0.9 * d.lean[k] + 0.1 / self.E if k in self.external else 0.0 for k in range(self.K)]  # (2-3)

        # relationship managers
        self.leaders = [i for i in members if i.leader]
        carers = [i for i in members if i.customer_facing] or self.leaders
        carers.sort(key=lambda i: (i.level, i.key))
        for s, partner in enumerate(self.partners):
            partner.manager = carers[s % len(carers)]
        for i in members:
            i.cares = any(s.manager is i for s in self.partners)

    def describe(self, d):
        """Lean, kpi and contact with customers, as the scenario describes them or by section 7.5."""
        if d.name not in self.kinds:
            lean, kpi, d.customer_facing = self.described[d.name]
            d.lean = normalise(lean)
            d.kpi = d.lean if kpi is None else normalise(kpi)
            return
        kind = KINDS.get(self.kinds[d.name], {})
        names = [self.goal_names[k] for k in self.external]
        if not kind or not set(kind) <= set(names):
            kind = dict.fromkeys(names, 1)
        d.lean = d.kpi = normalise(
            [kind.get(name, 0) if k in self.external else 0 for k, name in enumerate(self.goal_names)]
        )
        d.customer_facing = self.kinds[d.name] in ("sales", "service")

    def new_team(self, manager):
        team = Team(manager)
        team.orders = team.local = team.standing = self.flat("orders", 0, manager.key, self.external)
        return team

    # --- sections 7.1 and 7.2: draws, and who takes a position ---

    def flat(self, purpose, week, key, goals):
        """Flat on a set of goals, given in the order of their keys."""
        cuts = sorted([self.draw(purpose, week, key, j) for j in range(len(goals) - 1)])
        point = [0.0] * self.K
        for k, low, high in zip(goals, [0.0, *cuts], [*cuts, 1.0]):
            point[k] = high - low
        return point

    def seat(self, i, occupant, joined, given):
        """Somebody takes a position: a founder, or a newcomer (nothing given)."""
        p, context, draw, key = self.p, self.context, self.draw, i.key
        i.occupant = occupant
        i.joined = joined
        i.present = True

        def four(purpose):
            return sum([draw(purpose, occupant, key, j) for j in range(4)]) - 2

        r = p.ability_spread * (1 + p.ability_complexity * context.complexity) / 2
        i.proneness = given.get("proneness", 1 + p.proneness_spread * four("proneness") / 2)
        i.ability = given.get("ability", (1 + r * sqrt(3) * four("ability")) ** 2 / (1 + r * r))
        i.temperament = [2 * draw("temperament", occupant, key, j) - 1 for j in range(3)]
        i.offset = floor(draw("offset", occupant, key, 0) * 520)
        i.anchor = given.get("anchor", p.anchor)
        i.z = self.style_of(key, occupant)

        i.agenda = normalise(given["agenda"]) if "agenda" in given else self.drawn_agenda(i)
        for name in POINTS:
            setattr(i, name, normalise(given[name]) if name in given else i.agenda)  # (7-3)
        i.origin = i.agenda
        i.said = i.knows
        i.trust = given.get("trust", feels(context.trust, i.temperament[2], p.temper / 2))  # (7-4)
        i.skill = given.get("skill", context.skill)
        i.reactance = given.get("reactance", 0.0)
        i.needs = [0.5 + z * p.temper * 0.5 for z in i.temperament]  # (7-5)
        i.total = i.will = self.total(i)
        i.before, i.pledge, i.heeded, i.defied, i.vacant = 1.0, 0.0, -1.0, 0, 0  # (7-6)
        i.accustomed = i.used = None  # set in the first week

    def newcomer(self, i, occupant, vacancy, joined):
        self.seat(i, occupant, joined, {})
        i.present = self.t < self.warmup
        i.vacant = vacancy  # (5.9-2)
        i.used = (0.0, 0.5)

    def style_of(self, key, occupant):
        u = [self.draw("style", occupant, key, j) for j in range(12)]
        g = 2 * u[0] - 1  # (5.0-1)
        styles = {}
        for place, name in enumerate(UNIT_LEVERS):
            z = 2 * u[place + 1] - 1
            styles[name] = z if name in APART else (0.6 * g + 0.4 * z) / sqrt(0.6 * 0.6 + 0.4 * 0.4)  # (5.0-2)
        return styles

    def drawn_agenda(self, i):
        h = self.context.heterogeneity
        profile = mix(i.department.lean, self.profiles[i.role], self.role_share)
        share = sum([profile[k] for k in self.private])
        share += (2 * self.draw("private_share", i.occupant, i.key, 0) - 1) * min(share, 1 - share)  # (7-1)
        g = self.flat("agenda", i.occupant, i.key, self.external)
        own = [(1 - share) * x for x in g]
        if self.private:
            own = [a + share * x for a, x in zip(own, self.flat("private_agenda", i.occupant, i.key, self.private))]
        return mix(profile, own, h)  # (7-2)

    def total(self, i):
        autonomy, competence, relatedness = i.needs
        return 0.31 * autonomy + 0.41 * competence + 0.28 * relatedness  # (5.5-31)

    def only_external(self, point):
        return [point[k] if k in self.external else 0.0 for k in range(self.K)]

    def normalise_ext(self, point):
        return normalise(self.only_external(point))

    def step_of_trust(self, evidence, x):  # (5.5-24)
        p = self.p
        return (p.trust_up if evidence > x else min(1, p.trust_down * p.trust_up)) * (evidence - x)

    # --- section 3: one week ---

    def step(self):
        if self.t == self.warmup:
            for i in self.members:
                i.origin = i.agenda
                self.hold_survey(i)
        self.meet_events()
        self.carry_out()
        self.move_market()
        self.review_strategy()
        self.live()
        self.deliver()
        self.relate()
        self.turn_over()
        self.measures = self.measure()
        self.t += 1

    def hold_survey(self, i):
        """A survey before the policy holds when the policy starts (7.2)."""
        given = i.surveyed
        for name in {"trust", "skill", "reactance"} & set(given):
            setattr(i, name, given[name])
        i.needs = [given.get(name, x) for name, x in zip(NEEDS, i.needs)]
        if i.used is not None and any(name in given for name in NEEDS):
            i.used = (i.used[0], self.total(i))  # (7-7)
        if "understanding" in given and any(i.department.part):
            i.knows = mix(i.wants, i.department.part, given["understanding"])  # (7-8)
        if "commitment" in given:
            i.wants = mix(i.agenda, i.knows, given["commitment"])  # (7-9)

    def live(self):
        """Steps 3 to 6: everybody takes each together, or one member after another takes all four (5.10)."""
        members, t = self.members, self.t
        if self.rules.activation == "synchronous":
            for i, (knows, said) in zip(members, [self.know(i) for i in members]):
                i.knows, i.said = knows, said
            # wants of last week are read by the managers' messages only, which are through
            for step in (self.want, self.feel, self.do):
                for i in members:
                    step(i)
            for i in members:
                i.does = i.doing
            return
        turns = members
        if self.rules.activation == "random":
            turns = sorted(members, key=lambda i: self.draw("lot", t, i.key, 0))
        for i in turns:
            i.knows, i.said = self.know(i)
            self.want(i)
            self.feel(i)
            self.do(i)
            i.does = i.doing

    # --- 5.0 ---

    def carry_out(self):
        """Step 0: the policy as carried out, and what it costs of everybody's time."""
        members = self.members
        policy = self.levers(self.t)
        self.whole = whole = policy["whole"]
        self.goals = min(whole["focus"], self.E)
        for d in self.departments.values():
            d.levers = policy["departments"].get(d.name, whole)
            changed = self.t > 0 and d.levers != d.last_levers
            d.last_levers = d.levers
            for i in d.members:
                if changed:
                    i.before = i.needs[1]

        for i in members:
            levers = i.department.levers
            i.x = SimpleNamespace(**levers)
            for name in UNIT_LEVERS:
                setattr(i.x, name, carried(levers[name], self.style, i.manager.z[name]))  # (5.0-4)
            i.own_role = carried(levers["role_modelling"], self.style, i.z["role_modelling"])  # (5.0-5)
            i.own_voice = carried(levers["voice"], self.style, i.z["voice"])

        self.limit_managers()
        for i in members:
            i.time_cost = self.time_cost(i) if self.on.time_costs else 0.0
            self.shorthands(i)

    def limit_managers(self):
        context, costs, members, y = self.context, self.costs, self.members, self.p.cost
        for m in members:
            m.load, m.q = 0.0, 1.0
            if self.on.time_costs:
                for i in m.reports:
                    spent = sum([costs[f"managing_{name}"] * getattr(i.x, name) for name in MANAGING])
                    if i.x.feedback_interval is not None:
                        spent += costs["managing_feedback"] / i.x.feedback_interval
                    m.load += y * spent  # (5.0-6)
                if m.load > context.capacity:
                    m.q = context.capacity / m.load  # (5.0-7)
            m.own_voice *= m.q
        for i in members:
            for name in LIMITED:
                setattr(i.x, name, getattr(i.x, name) * i.manager.q)  # (5.0-8)

    def time_cost(self, i):
        context, costs, x, y = self.context, self.costs, i.x, self.p.cost
        free = 1.0  # (5.0-9)
        for name in COSTLY:
            free *= 1 - y * costs[name] * getattr(x, name)
        free *= 1 - y * costs["autonomy"] * context.interdependence * x.autonomy
        free *= 1 - y * costs["clarity"] * mean([getattr(x, name) for name in LETTERS])
        free /= 1 + y * costs["focus"] * max(self.goals - 1, 0)
        free *= 1 - y * costs["outcome_kpis"] * x.outcome_kpis
        if x.feedback_interval is not None:
            free *= 1 - y * i.manager.q * costs["feedback"] / x.feedback_interval
        if x.review_interval is not None:
            free *= 1 - y * costs["review"] * (0.2 + 0.8 * x.voice) / x.review_interval
        if i.cares:
            free *= 1 - y * costs["relationship_management"] * x.relationship_management
        free *= 1 - self.p.friction * context.interdependence * i.department.outside * (1 - e(x.shared_goals))
        return 1 - free * (1 - min(i.load, context.capacity))  # (5.0-10)

    def shorthands(self, i):
        p, x, q = self.p, i.x, i.manager.q
        x.sight = e(x.monitoring) * (1 - p.opacity * self.context.complexity)  # (5-1)
        x.rhythm, x.talking = 0.0, False
        if x.feedback_interval is not None and q > 0:
            every = x.feedback_interval / q  # (5-2)
            x.rhythm = p.pulse / (p.pulse + every)  # (5-3)
            w = self.t + i.offset
            x.talking = floor(w / every) * every > w - 1  # (5-4)
        x.room = min(1, p.attention / (self.goals + p.glut * x.transparency))  # (5-5)

    # --- 5.1 ---

    def move_market(self):
        t, draw, context = self.t, self.draw, self.context
        if self.on.market and draw("market_event", t, 0, 0) < context.turbulence:
            self.demand = mix(self.demand, self.flat("market_move", t, 0, self.external), context.shift)  # (5.1-1)
        if self.on.local_orders:
            for u in self.teams.values():
                if draw("team_event", t, u.manager.key, 0) < context.churn:
                    u.orders = self.flat("orders", t + 1, u.manager.key, self.external)  # (5.1-2)
        for d in self.departments.values():
            d.joint = normalise(times(self.demand, d.omega))
            d.trade = normalise(times(self.demand, d.asks))  # (5.1-3)
        for u in self.teams.values():
            u.local = mix(u.manager.department.trade, u.orders, self.variety)  # (5.1-4)
            u.standing = mix(u.standing, u.local, self.p.carry * e(u.manager.own_voice))  # (5.1-5)
        self.past.append(self.demand)

    def demand_at(self, week):
        return self.past[max(0, week + 1)]

    # --- 5.2 ---

    def review_strategy(self):
        t, interval = self.t, self.whole["review_interval"]
        if t == 0:
            self.draft(self.founding)
            self.since = 0
        elif self.on.strategy_review and interval is not None and self.since + 1 >= interval:
            self.draft(None)
            self.since = 0
        else:
            self.since += 1
        for d in self.departments.values():
            d.part = normalise(times(self.strategy, d.omega))  # (5.2-12)
        self.walk = mean([overlap(i.does, i.department.part) for i in self.leaders])  # (5.2-13)
        if t == 0:
            for s in self.partners:
                s.image = self.strategy

    def draft(self, founding):
        p, t, demand = self.p, self.t, self.demand
        insight = 1 - 0.5 * mean([s.depth for s in self.partners]) if self.partners else 1.0  # (5.2-1)
        a = floor(p.lag * insight)
        f = p.lag * insight - a
        late = mix(self.demand_at(t - a), self.demand_at(t - a - 1), f)  # (5.2-2)
        led = mean_point([self.of_external(i.agenda, demand) for i in self.leaders])
        leaders_view = mix(late, led, p.bias)  # (5.2-3)

        err = p.error * insight
        for i in self.members:
            known = sum(self.only_external(i.knows)) > 0
            b = p.confirm * overlap(i.knows, i.department.part) if known else 0.0  # (5.2-4)
            view = mix(demand, self.flat("sighting", t, i.key, self.external), err)
            view = mix(view, self.normalise_ext(i.knows), b)  # (5.2-5)
            wanted = sum(self.only_external(i.wants)) > 0
            lobby = p.lobbying * (1 - i.trust) if wanted else 0.0  # (5.2-6)
            i.advice = mix(view, self.normalise_ext(i.wants), lobby)  # (5.2-7)
        if founding is None:
            draft = mix(leaders_view, mean_point([i.advice for i in self.members]), self.whole["voice"])  # (5.2-8)
            kept = self.largest(draft, self.goals)
            self.strategy = normalise([x if k in kept else 0.0 for k, x in enumerate(draft)])  # (5.2-9)
        else:
            self.strategy = founding
        for i in self.members:
            i.heeded = overlap(i.advice, self.strategy)  # (5.2-10)
        for u in self.teams.values():
            u.standing = u.local  # (5.2-11)

    def of_external(self, point, otherwise):
        return self.normalise_ext(point) if sum(self.only_external(point)) > 0 else otherwise

    def largest(self, point, n):
        """The n largest goals as a set; of equal ones that of the lower key (the sort is stable)."""
        return set(sorted(self.by_key, key=point.__getitem__, reverse=True)[:n])

    # --- 5.3 ---

    def know(self, i):
        """What i comes to know, and the last message of the manager."""
        p, on, t, x, m = self.p, self.on, self.t, i.x, i.manager
        part = i.department.part
        if i.leader:
            return (part, m.department.part) if on.cascade else (i.knows, i.said)
        knows, said, hears, sees = i.knows, i.said, False, False
        if on.cascade:
            missed = (
                (1 - p.contact_launch * p.launch / (p.launch + self.since))
                * (1 - p.contact_mandate * x.mandate)
                * (1 - p.contact_rationale * e(x.rationale))
            )  # (5.3-1)
            hears = self.draw("chance", t, i.key, 0) < 1 - missed
        if hears:
            message = m.knows
            if m.department is not i.department:
                message = [a * b / c for a, b, c in zip(m.knows, i.department.omega, m.department.omega)]  # (5.3-2)
            phi = p.fidelity + (1 - p.fidelity) * e(x.specific) / 2  # (5.3-3)
            said = mix(m.wants, normalise(message), phi)  # (5.3-4)
            knows = mix(knows, said, p.kappa * x.room)  # (5.3-5)
        if on.open_channel:
            missed = (1 - p.open * e(x.transparency)) * (1 - p.open_talk * x.talking)  # (5.3-6)
            sees = self.draw("chance", t, i.key, 1) < 1 - missed
        if sees:
            knows = mix(knows, part, p.kappa * x.room)  # (5.3-7)
        if on.fading and not hears and not sees:
            knows = mix(knows, i.wants, p.fading * (1 - p.hold * x.time_bound))  # (5.3-8)
        return knows, said

    # --- 5.4 ---

    def see_peers(self, i):
        """peers_i, and likeness_i."""
        p, K, does = self.p, self.K, i.does
        across = 1 - p.silo * (1 - e(i.x.shared_goals))  # (5.4-1)
        total, others, seen = 0.0, 0.0, [0.0] * K
        for j, weight in i.ties:
            if p.peer_latitude < 1 and 1 - self.alike(j.does, i.wants) > p.peer_latitude:
                continue
            w = weight if j.department is i.department else weight * across
            total += w
            others += w if j is not i else 0.0
            seen = [a + w * b for a, b in zip(seen, j.does)]
        i.peers = [a / total for a in seen] if total > 0 else does  # (5.4-2)
        if self.rules.influence == "threshold" and others > 0:
            half = sum([w for _, w in i.ties]) / 2
            i.peers = normalise([self.common(i, k, half) for k in range(K)])
            if sum(i.peers) == 0:
                i.peers = does
        i.likeness = self.alike(does, i.peers) if others > 0 else 0.0  # (5.4-3)

    def common(self, i, k, half):
        """The largest share of goal k such that colleagues with at least that share hold half of the weight."""
        shares = sorted({j.does[k] for j, _ in i.ties}, reverse=True)
        for share in shares:
            if sum([w for j, w in i.ties if j.does[k] >= share]) >= half:
                return share
        return 0.0

    def want(self, i):
        p, on, x, m, knows = self.p, self.on, i.x, i.manager, i.knows
        self.see_peers(i)

        i.integrity = 0.7 * overlap(m.does, i.said) + 0.3 * self.walk  # (5.4-4)
        legitimacy = self.context.legitimacy
        i.reasons = 1 - (
            (1 - legitimacy)
            * (1 - p.w_voice * (1.0 if i.leader else e(x.voice)))
            * (1 - p.w_rationale * e(x.rationale) * i.integrity * e(i.trust))
        )  # (5.4-5)

        i.held = x.mandate * (p.authority + (1 - p.authority) * x.sight)  # (5.4-6)
        i.control = i.held * (1 - p.give * x.autonomy) * (1 - p.say * e(x.voice))  # (5.4-7)
        if i.leader:
            i.control = 0.0
        i.able = sqrt(overlap(knows, i.department.part) * i.skill) if on.strain else 1.0  # (5.4-8)

        i.mu = 0.0
        if on.acceptance and p.acceptance is not None:
            i.mu = p.acceptance
        elif on.acceptance:
            dist = 1 - self.alike(knows, i.wants)  # (5.4-9)
            latitude = p.latitude + (1 - p.latitude) * p.relevance * x.relevant  # (5.4-10)
            far = dist / latitude
            near = max(0, 1 - (far if self.rules.acceptance == "linear" else far**2))  # (5.4-11)
            i.mu = (
                min(1, p.accept * i.reasons * i.trust) * (1 - i.reactance) * (1 - p.frustrate * i.control) * near
            )  # (5.4-12)

        seen = i.does
        if on.social_influence:
            lam = p.manager_weight + (1 - p.manager_weight) * p.follow * e(x.role_modelling)  # (5.4-13)
            seen = mix(i.peers, m.does, lam)  # (5.4-14)
        alpha = i.anchor if on.private_agenda else 0.0
        pull = mix(mix(seen, knows, i.mu), i.agenda, alpha)
        i.wants = mix(i.wants, pull, p.pace)  # (5.4-15)

    # --- 5.5 ---

    def feel(self, i):
        p, on, x, context = self.p, self.on, i.x, self.context
        complexity = context.complexity
        self.feel_stakes(i)

        # reactance, and getting used to control
        if i.accustomed is None:
            i.accustomed = i.control
        gap = i.control - i.accustomed  # (5.5-5)
        threat = max(0, gap) * (1 - i.trust / 2) * (1 - p.soothe * i.reasons)  # (5.5-6)
        if on.reactance:
            r = i.reactance
            i.reactance = min(1, r + p.react * i.proneness * threat * (1 - r) - p.calm * r)  # (5.5-7)
        enabling = max(0, i.needs[1] - i.before) if on.experience else 0.0  # (5.5-8)
        if on.habituation:
            i.accustomed += min(1, p.habituate + p.relief * enabling) * gap  # (5.5-9)

        # needs
        helping = 1 - p.rivalry * x.transparency * e(x.incentive) * (1 - e(x.shared_goals))  # (5.5-10)
        freedom = x.autonomy * (1 - self.ready * (1 - i.able))  # (5.5-11)
        strain = 0.0 if i.leader else self.strain * x.mandate * (1 - i.able)  # (5.5-12)
        b_a = (
            (1 - p.frustrate * i.control)
            * (1 - self.crowd * i.paid * (1 + complexity) / 2)
            * (1 - (1 - p.need_base) * (1 - p.need_autonomy * e(freedom)) * (1 - p.meaning * i.reasons))
        )  # (5.5-13)
        b_c = (
            p.skill_share * i.skill
            + p.progress_share * e(x.measurable) * (1 - (1 - x.rhythm) * (1 - e(x.transparency)))
            + (1 - p.skill_share - p.progress_share) * e(x.achievable)
        )  # (5.5-14)
        b_r = (p.trust_share * i.trust + (1 - p.trust_share) * i.likeness) * helping  # (5.5-15)
        if on.needs:
            bs = [b * (1 - strain) for b in (b_a, b_c, b_r)]  # (5.5-16)
            i.needs = [
                need + p.adapt * (feels(b, c, p.temper) - need) for need, b, c in zip(i.needs, bs, i.temperament)
            ]  # (5.5-18)

        # trust
        trust = i.trust
        if on.trust:
            signals = (
                p.trust_deeds * i.integrity * (1 + x.role_modelling) / 2
                + p.trust_open * e(x.transparency)
                + (1 - p.trust_deeds - p.trust_open) * i.reasons
            )  # (5.5-19)
            signals *= 1 - p.watch * x.sight * x.mandate * (1 - e(x.transparency))  # (5.5-20)
            if on.pledge and i.heeded >= 0 and not i.leader:
                signals *= 1 - p.spurn * e(x.voice) * (1 - i.heeded)  # (5.5-21)
            evidence = (1 - p.legacy) * signals + p.legacy * context.trust  # (5.5-22)
            evidence = feels(evidence, i.temperament[2], p.temper / 2)  # (5.5-23)
            i.trust += self.step_of_trust(evidence, trust)  # (5.5-25)

        # skill
        if on.skill:
            allowed = 1 - (
                (1 - e(x.support)) * (1 - p.coaching * x.rhythm) * (1 - p.peer * e(x.transparency) * helping)
            )  # (5.5-26)
            allowed *= 1 - p.stiff * complexity * sqrt(x.specific * x.measurable)  # (5.5-27)
            i.skill += p.learning * (p.skill_floor + (1 - p.skill_floor) * allowed - i.skill)  # (5.5-28)

        # talk
        if on.feedback_talks and x.talking:
            h = p.talk * (1 - x.rhythm) * (trust - p.sour * i.stakes * (1 - x.autonomy))  # (5.5-29)

            def talked(value):
                return value + (h * (1 - value) if h >= 0 else h * value)

            if on.skill:
                i.skill = talked(i.skill)  # (5.5-30)
            if on.needs:
                i.needs = [i.needs[0], talked(i.needs[1]), i.needs[2]]

        self.wear_off(i)
        if on.internalising:
            i.agenda = mix(i.agenda, i.knows, p.intern * i.total * (1 - i.reactance) * i.mu)  # (5.5-39)
        if on.reactance:
            if i.reactance > 1 / 2:
                i.defied = 1
            elif i.reactance < 1 / 4 and i.defied == 1:
                i.defied = 2

    def feel_stakes(self, i):
        p, x = self.p, i.x
        seen = (1 - p.blur * self.context.complexity) * (1 - p.remote * x.outcome_kpis)
        measured = sum(times(i.department.part, self.meas)) * seen  # (5.5-1)
        i.paid = e(x.incentive) * measured * (1 + x.measurable) / 2 * (1 - p.free_ride * e(x.shared_goals))  # (5.5-2)
        i.stakes = 1 - (1 - i.held) * (1 - i.paid)  # (5.5-3)
        i.drive = 1 - (1 - p.deterrence * i.held) * (1 - i.paid)  # (5.5-4)

    def wear_off(self, i):
        p = self.p
        i.total = self.total(i)  # (5.5-31)
        inspired = p.inspire * e(i.x.rationale) * i.integrity * e(i.trust)  # (5.5-32)
        visible = 1 - (1 - e(i.x.transparency)) * (1 - i.x.rhythm) * (1 - i.x.sight)  # (5.5-33)
        lifted = 1 - (1 - i.total) * (1 - inspired) * (1 - p.notice * visible)  # (5.5-34)
        if i.used is None:
            i.used = (i.stakes, lifted)
        stakes, total = i.used
        i.pressure = max(0, i.stakes - self.numb * stakes)  # (5.5-35)
        i.will = clip(lifted - self.numb * (total - 0.5))  # (5.5-36)
        i.used = (stakes + p.habituate * (i.stakes - stakes), total + p.habituate * (lifted - total))  # (5.5-37)
        if i.stakes > 0:
            i.drive *= i.pressure / i.stakes  # (5.5-38)

    # --- 5.6 ---

    def do(self, i):
        p, on, x, d, external = self.p, self.on, i.x, i.department, self.external
        complexity = self.context.complexity
        part, knows, wants, shared = d.part, i.knows, i.wants, e(x.shared_goals)

        # own work
        M = sum([wants[k] for k in external])  # (5.6-1)
        sigma = p.responsiveness * (1 - self.ready * (1 - i.able)) if on.response else 0.0  # (5.6-2)
        orders = mix(i.team.standing, i.team.local, x.autonomy)  # (5.6-3)
        asked = mix(orders, d.joint, shared)  # (5.6-4)
        own = [
            wants[k] + sigma * (M * asked[k] - wants[k]) if k in external else wants[k] for k in range(self.K)
        ]  # (5.6-5)

        # due work, and what is watched
        due = mix(knows, part, x.sight)  # (5.6-6)
        watched = [2 * a * b for a, b in zip(self.meas, mix(d.kpi, self.strategy, shared))]
        v = mix(watched, i.team.local, x.outcome_kpis)  # (5.6-7)
        if on.multitasking:
            tl = p.tilt * i.pressure
            seen = self.only_external(times(own, v))
            if sum(seen) > 0:
                tilted = [M * a for a in normalise(seen)]
                own = [
                    (1 - tl) * own[k] + tl * tilted[k] if k in external else own[k] for k in range(self.K)
                ]  # (5.6-8)
            seen = times(due, v)
            if sum(seen) > 0:
                due = mix(due, normalise(seen), tl)  # (5.6-9)

        # compliance
        loyal = 1 - p.defiance * i.reactance  # (5.6-10)
        forced = p.bite * i.pressure * loyal
        press = min(1, p.chi * i.drive * loyal)  # (5.6-11)
        obeyed = 1 - (
            (1 - p.oblige * x.mandate * (1 + i.trust) / 2)
            * (1 - p.heed * i.trust * (1 - (1 - x.rhythm) * (1 - x.sight)))
        )  # (5.6-12)
        free = 1 - p.discretion * x.autonomy  # (5.6-13)
        comply = (1 - (1 - forced) * (1 - obeyed)) * free  # (5.6-14)
        if not on.compliance:
            forced = press = comply = 0.0

        # deeds
        r = 0.0
        if on.walking_the_talk and i.reports:
            r = i.own_role if i.leader else i.own_role * overlap(wants, part)  # (5.6-15)
        against = sum([max(0, a - b) for a, b in zip(due, own)])  # (5.6-16)
        aim = mix(mix(own, due, comply), part, r)  # (5.6-17)
        i.doing = mix(i.does, aim, p.adjust)  # (5.6-18)
        same = overlap(i.doing, i.does)  # (5.6-19)

        # effort
        i.commitment = overlap(knows, part) * overlap(knows, wants)  # (5.6-20)
        goal = 0.0
        if on.goal_setting:
            goal = (
                p.goal
                * (1 - p.ease * e(x.achievable))
                * sqrt(e(x.specific) * e(x.measurable))
                * i.commitment
                * x.room
                * (1 - 1.5 * complexity**2)
            )  # (5.6-21)
        pledged = 1.0
        if on.pledge:
            i.pledge += 0.1 * (max(0, i.heeded) * e(x.voice) - i.pledge)  # (5.6-22)
            pledged = 1 - p.pledge * i.pledge
        willing = clip(0.5 + p.eta * (i.will - 0.5))
        i.effort = max(0, 1 - (1 - p.duty) * (1 - willing) * (1 - press) * (1 - goal) * pledged)  # (5.6-23)

        # work
        i.work = (
            i.effort
            * (1 - p.skill_weight * (1 - i.skill))
            * i.ability
            * (1 - i.time_cost)
            * (max(0, 1 - p.switch * (1 - same)) if on.switching else 1)
            * (1 - p.shade * forced * free * against)
            * (1 - p.exposure / 4 * e(x.transparency) * (1 - i.trust))
        )  # (5.6-24)
        if i.vacant > 0:
            i.work = 0.0
            i.vacant -= 1

    # --- 5.7 ---

    def deliver(self):
        K, members, demand, rho = self.K, self.members, self.demand, self.rho
        N, iota, productivity = len(members), self.context.interdependence, self.context.productivity

        def work_of(group):
            return [sum([i.work * i.does[k] for i in group]) if k in self.external else 0.0 for k in range(K)]

        def over(a, b):
            return a / b if b > 0 else 0.0

        for u in self.teams.values():
            u.A = work_of(u.members)  # (5.7-1)
            u.L = ces(u.local, u.A)  # (5.7-2)
            u.worth = [over(u.L**0.75 * q4(w, a), a) for w, a in zip(u.local, u.A)]  # (5.7-10)
        for d in self.departments.values():
            d.B = work_of(d.members)
        R = [0.0] * K
        for s in self.partners:
            h = s.depth * s.trust  # (5.7-3)
            scale = (1 + 5 * h) / 6 * N / len(self.partners)
            s.P = self.only_external([a * scale for a in mix(s.agenda, s.image, h)])  # (5.7-4)
            R = [a + b for a, b in zip(R, s.P)]  # (5.7-5)
        departments = self.departments.values()
        Qin = [sum([q4(d.omega[k], d.B[k]) for d in departments]) ** 4 for k in range(K)]  # (5.7-6)
        Q = [((1 - rho) * sqrt(a) + rho * sqrt(b)) ** 2 for a, b in zip(Qin, R)]  # (5.7-7)
        self.G = G = ces(demand, Q)  # (5.7-8)
        self.L = sum([u.L for u in self.teams.values()])
        self.value = productivity * ((1 - iota) * self.L + iota * G) / N  # (5.7-9)

        g = [over(G**0.75 * q4(w, a), sqrt(a)) for w, a in zip(demand, Q)]  # (5.7-11)
        for d in departments:
            d.worth = [
                over(g[k] * (1 - rho) * Qin[k] ** 0.25 * q4(d.omega[k], d.B[k]), d.B[k]) for k in range(K)
            ]  # (5.7-12)
        for i in members:
            worth = mix(i.team.worth, i.department.worth, iota)
            i.output = productivity * i.work * sum(times(i.does, worth))  # (5.7-13)
        for s in self.partners:
            s.value = productivity * iota * sum([over(g[k] * rho, sqrt(R[k])) * s.P[k] for k in range(K)])  # (5.7-14)

    # --- 5.8 ---

    def relate(self):
        p, on = self.p, self.on
        M = mean_point([i.does for i in self.members])
        if on.image:
            for i in self.members:
                view = mix(mix(i.peers, i.knows, p.own_view), M, i.x.transparency)
                i.image = mix(i.image, view, p.image_pace)  # (5.8-1)
            for s in self.partners:
                s.image = mix(s.image, mix(self.strategy, M, s.depth), p.image_pace)  # (5.8-2)
        if on.relationships:
            for s in self.partners:
                evidence = overlap(s.image, M) * (0.5 + self.whole["transparency"] / 2)  # (5.8-3)
                s.trust += self.step_of_trust(evidence, s.trust)  # (5.8-4)
                gain = e(s.manager.x.relationship_management) * p.grow * s.trust
                s.depth += gain * (1 - s.depth) - p.decay * s.depth  # (5.8-5)

    # --- 5.9 ---

    def turn_over(self):
        for i in self.members:
            if self.draw("chance", self.t, i.key, 2) < self.hazard(i):
                self.leave(i, self.t + 1)

    def hazard(self, i):
        if not self.on.turnover:
            return 0.0
        p = self.p
        unmet = (2 * (1 - i.total)) ** 4
        return (
            self.context.turnover * (1 - p.quit_needs + p.quit_needs * unmet) * (1 + p.quit_reactance * i.reactance)
        )  # (5.9-1)

    def leave(self, i, joined):
        if self.on.relationships:
            for s in self.partners:
                if s.manager is i:
                    s.depth /= 2
        self.newcomer(i, i.occupant + 1, self.context.vacancy, joined)

    # --- 5.11 ---

    def meet_events(self):
        for week, kind, event in self.events:
            if max(0, self.warmup) + week == self.t:
                getattr(self, f"event_{kind}")(event)

    def event_trust(self, event):
        for i in self.members:
            i.trust = feels(event["trust"], i.temperament[2], self.p.temper / 2)

    def event_new_head(self, _):
        self.leave(self.heads[0], self.t)

    def event_new_carers(self, _):
        for i in {id(s.manager): s.manager for s in self.partners}.values():
            self.leave(i, self.t)

    def event_demand(self, event):
        self.demand = mix(self.demand, self.flat("crisis", self.t, 0, self.external), event["demand"])

    def event_layoffs(self, event):
        wanted = floor(event["layoffs"] * len(self.members) + 1 / 2)

        def rank(i):
            return (i.output if event["by"] == "output" else self.draw("layoff", self.t, i.key, 0)), i.key

        staff = sorted((i for i in self.members if i not in self.heads), key=rank)
        self.cut(staff[:wanted])

    def event_remove_layer(self, event):
        self.cut([i for i in self.members if i.depth == event["remove_layer"]])

    def cut(self, gone):
        """Positions end; their reports go to the next manager above who remains."""
        self.members = [i for i in self.members if i not in gone]
        for i in self.members:
            while i.manager in gone:
                i.manager = i.manager.manager
            i.ties = [(j, w) for j, w in i.ties if j not in gone]
        self.reorganise()

    def event_merge(self, event):
        old, into = self.departments.pop(event["merge"], None), self.departments[event["into"]]
        for i in self.members:
            if i.department is old:
                i.department = into
        self.reorganise()

    def event_split(self, event):
        def branch(i):
            return [i, *[one for j in sorted(i.reports, key=lambda j: j.key) for one in branch(j)]]

        tops = sorted(self.heads, key=lambda i: i.key)
        there = [i for head in tops for i in branch(head) if i.department.name == event["split"]]
        into = self.department(event["into"])
        for i in there[len(there) - len(there) // 2 :]:
            i.department = into
        self.reorganise()

    def event_hire(self, event):
        name = event["department"]

        def specialists(m):
            return [i for i in m.reports if not i.reports and (name is None or i.department.name == name)]

        managers = sorted((m for m in self.members if specialists(m)), key=lambda m: m.key)
        if not managers:
            there = [i for i in self.members if name is None or i.department.name == name] or self.members
            managers = [min(there, key=lambda i: (i.depth, i.key))]
        known = {m.key: specialists(m) for m in managers}
        used = {i.key for i in self.members}
        key = FIRST_NEW_KEY + KEYS_A_WEEK * self.t
        new = []
        for n in range(event["hire"]):
            m = managers[n % len(managers)]
            while key in used:
                key += 1
            used.add(key)
            like = known[m.key][0] if known[m.key] else m
            level = m.depth + 1 if m.level == m.depth else like.level
            i = Member(key, like.department, "specialist", level, m.depth + 1)
            i.manager = m
            for j in (m, *known[m.key]):
                i.ties.append((j, 1.0))
                j.ties.append((i, 1.0))
            new.append(i)
        self.members = [*self.members, *new]
        self.reorganise()
        for i in new:
            self.newcomer(i, 0, 0, self.t)

    def reorganise(self):
        """What follows from a change of the organisation."""
        before = [s.manager for s in self.partners]
        for i in self.members:
            depth, m = 1, i
            while m.manager is not m:
                depth, m = depth + 1, m.manager
            if i.level == i.depth:
                i.level = depth
            i.depth = depth
        self.organise()
        for d in self.departments.values():
            if d.part is None:
                d.part = normalise(times(self.strategy, d.omega)) if self.strategy else [0.0] * self.K
                d.last_levers = self.whole if self.t > 0 else None
        for s, manager in zip(self.partners, before):
            if s.manager is not manager and self.on.relationships:
                s.depth /= 2

    # --- section 6 ---

    def measure(self, group=None):
        """All measures of the whole, or those of a group of members (places in the list)."""
        members = self.members if group is None else [self.members[index] for index in group]
        n = len(members)
        self_ = mean_point([i.does for i in members])
        mean_wants = mean_point([i.wants for i in members])
        know = [overlap(i.knows, i.department.part) for i in members]
        base = [overlap(i.origin, i.department.part) for i in members]
        want = mean([overlap(i.wants, i.department.part) for i in members])
        do = mean([overlap(i.does, i.department.part) for i in members])
        top = min(3, self.whole["focus"], self.E)
        recalled = [self.largest(i.knows, top) == self.largest(i.department.part, top) for i in members]
        defied = [i.defied for i in members if i.defied >= 1]
        value = mean([i.output for i in members]) if group is not None else self.value
        managers = [i for i in members if i.reports]
        measures = {
            "know": mean(know),
            "want": want,
            "do": do,
            "know_gain": mean(know) - mean(base),
            "want_gain": want - mean(base),
            "do_gain": do - mean(base),
            "do_joint": overlap(self_, self.strategy),
            "compliance_gap": do - want,
            "consensus": mean([overlap(i.wants, mean_wants) for i in members]),
            "top3_recall": sum(recalled) / n,
            "role_clarity": sum([a > 1 / 2 and a - b > 0.1 for a, b in zip(know, base)]) / n,
            "claimed_clarity": sum([overlap(i.knows, i.wants) > 1 / 2 for i in members]) / n,
            "self_perception": mean([overlap(i.image, self_) for i in members]),
            "resistance": mean([i.reactance for i in members]),
            "resistant": sum([i.reactance > 1 / 2 for i in members]) / n,
            "resistance_faded": defied.count(2) / len(defied) if defied else 0.0,
            "trust": mean([i.trust for i in members]),
            "skill": mean([i.skill for i in members]),
            "needs": mean([i.total for i in members]),
            "need_autonomy": mean([i.needs[0] for i in members]),
            "need_competence": mean([i.needs[1] for i in members]),
            "need_relatedness": mean([i.needs[2] for i in members]),
            "effort": mean([i.effort for i in members]),
            "time_cost": mean([i.time_cost for i in members]),
            "retention": sum([i.present for i in members]) / (n if group is not None else self.starters),
            "busy": mean([i.work for i in members]),
            "value": value,
            "value_net": value - self.costs["pay"] * mean([i.x.incentive for i in members]),
            "private_time": mean([sum([i.does[k] for k in self.private]) for i in members]),
            "local_fit": mean([overlap(i.does, i.team.local) for i in members]),
            "control": mean([i.control for i in members]),
            "accustomed": mean([i.control if i.accustomed is None else i.accustomed for i in members]),
            "pressure": mean([i.pressure for i in members]),
            "commitment": mean([i.commitment for i in members]),
            "quits": mean([self.hazard(i) for i in members]),
            "load": mean([i.load for i in managers]) if managers else 0.0,
            "managing_done": mean([i.q for i in managers]) if managers else 1.0,
        }
        if group is None:
            measures |= self.measure_whole(mean_point([i.image for i in members]), self_, measures)
        return measures

    def measure_whole(self, mean_image, self_, measures):
        """The measures of the whole only."""
        N, partners, busy = len(self.members), self.partners, measures["busy"]
        own = external = match = measures["self_perception"]
        if partners:
            external = mean([overlap(s.image, self_) for s in partners])
            match = mean([overlap(s.image, mean_image) for s in partners])
        return {
            "external_perception": external,
            "perception_match": match,
            "identity": (own + external + match) / 3,
            "fit": overlap(self.strategy, self.demand),
            "relationship_depth": mean([s.depth for s in partners]) if partners else 0.0,
            "productive_share": self.value / (self.context.productivity * busy) if busy > 0 else 0.0,
            "local_worth": self.L / N,
            "joint_worth": self.G / N,
            "partner_value": sum([s.value for s in partners]) / N,
        }
