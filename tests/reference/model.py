"""An independent reading of ODD.md, agent by agent, in plain Python.

Written from the description alone, without a look at the package. It is the oracle for the package's
engine and the honest slow peer of its speed benchmark. One method a step of section 5, names as there;
points on the goal simplex are plain lists, replaced and never changed in place.
"""

from collections import deque
from itertools import combinations
from math import floor, sqrt
from types import SimpleNamespace

UNIT_LEVERS = (
    "mandate",
    "monitoring",
    "incentive",
    "voice",
    "rationale",
    "autonomy",
    "transparency",
    "role_modelling",
    "support",
    "shared_goals",
    "relationship_management",
)
LETTERS = ("specific", "measurable", "achievable", "relevant", "time_bound")
COSTLY = [name for name in UNIT_LEVERS if name not in ("role_modelling", "relationship_management")]
REMEMBERED = 13  # weekly values of total needs


# --- points on the goal simplex (section 2) ---


def overlap(p, q):
    return sum([a if a < b else b for a, b in zip(p, q)])


def cosine(p, q):
    both = sum([a * b for a, b in zip(p, q)])
    return min(1, both / sqrt(sum([a * a for a in p]) * sum([b * b for b in q])))


def mix(x, y, r):
    """x += r * (y - x)."""
    return [a + r * (b - a) for a, b in zip(x, y)]


def normalise(weights):
    total = sum(weights)
    return [w / total for w in weights]


def mean(values):
    return sum(values) / len(values)


def mean_point(points):
    n = len(points)
    return [sum(column) / n for column in zip(*points)]


def styled(x, spread, z):
    """A unit lever as a manager of style z carries it out (step 0)."""
    return x + spread * z * min(x, 1 - x)


# --- entities (section 2) ---


class Felt:
    """The policy of a week as experienced by those of one department under one manager (lever_i, step 0),
    with the shorthands of section 5 that depend on nothing else."""

    def __init__(self, levers, style, p, context):
        for name, z in zip(UNIT_LEVERS, style):
            setattr(self, name, styled(levers[name], p.style_spread, z))
        for name in LETTERS:
            setattr(self, name, levers[name])
        self.clarity = mean([levers[name] for name in LETTERS])
        self.feedback_interval = interval = levers["feedback_interval"]
        base = context.legitimacy
        self.legitimacy = base + (1 - base) * (1 - (1 - self.voice) * (1 - self.rationale))
        self.sight = self.monitoring * (1 - p.opacity * context.complexity)
        self.rhythm = 0.0 if interval is None else p.pulse / (p.pulse + interval)
        self.stakes = 0.0  # and v: once the strategy of the week stands (end of step 2)
        self.v = None


class Member:
    """A seat and who holds it; the state is set by Reference.seat."""

    def __init__(self, index, seat):
        self.index = index
        self.key = seat["key"]
        self.manager = seat["manager"]
        self.department = seat["department"]
        self.role = seat["role"]
        self.level = seat["level"]
        self.depth = seat["depth"]
        self.customer_facing = seat["customer_facing"]
        self.ties = [(j, weight) for j, weight in seat["ties"]]
        self.in_touch = False  # whether there are colleagues to see
        self.has_reports = False  # set once everybody is there
        self.manages = False  # has reports, or is the head, who is their own manager
        self.felt = None  # lever_i of the week
        self.own_role_modelling = self.time_cost = self.effort = self.work = self.output = 0.0
        self.distance = self.mu = self.c = 0.0
        self.peers = None


class Stakeholder:
    def __init__(self, depth, manager):
        self.image = None  # the founding strategy, from step 2 of week 0
        self.depth = depth
        self.manager = manager


class Reference:
    def __init__(self, setting, levers, draw):
        self.levers = levers
        self.draw = draw
        self.p = SimpleNamespace(**setting["psychology"])
        self.on = SimpleNamespace(**setting["mechanisms"])
        self.rules = SimpleNamespace(**setting["rules"])
        self.alike = {"overlap": overlap, "cosine": cosine}[self.rules.likeness]
        self.context = context = SimpleNamespace(**setting["context"])
        self.costs = setting["costs"]
        self.warmup = setting["warmup"]
        self.leadership_levels = setting["leadership_levels"]
        self.role_share = setting["role_share"]

        goals = setting["goals"]
        self.K = K = len(goals)
        self.by_key = sorted(range(K), key=lambda k: goals[k]["key"])
        self.external = [k for k in self.by_key if goals[k]["external"]]
        self.meas = [g["measurability"] * (1 - self.p.blur * context.complexity) for g in goals]

        self.profiles = {role: normalise(weights) for role, weights in setting["roles"].items()}
        departments = setting["departments"]
        self.leans = [normalise(d["lean"]) for d in departments]
        self.kpis = [normalise(d["lean"] if d["kpi"] is None else d["kpi"]) for d in departments]

        self.t = 0
        self.members = [Member(i, seat) for i, seat in enumerate(setting["members"])]
        for member in self.members:
            manager = self.members[member.manager]
            manager.manages = True
            if manager is not member:
                manager.has_reports = True
        for member, seat in zip(self.members, setting["members"]):
            self.seat(member, occupant=0, joined=0, given=seat["given"])
        self.leaders = [m for m in self.members if m.depth <= self.leadership_levels]
        self.customer_facing = [m for m in self.members if m.customer_facing]
        staff = [[m for m in self.members if m.department == d] for d in range(len(departments))]
        self.staff = [group for group in staff if group]

        carers = sorted(self.customer_facing or self.leaders, key=lambda m: (m.level, m.key))
        self.stakeholders = [
            Stakeholder(setting["relationship_start"], carers[s % len(carers)].index)
            for s in range(setting["stakeholders"])
        ]

        given = setting["demand"]
        self.demand = normalise(given) if given else self.flat("demand", 0, 0, self.external)
        self.past = [self.demand]  # demand of the start, then of weeks 0, 1, ...
        given = setting["strategy"]
        self.strategy = normalise(given) if given else None
        self.since = 0
        self.focus = K
        self.before_policy = None
        self.measures = {}

    # --- section 7.1 and 7.2: draws and newcomers ---

    def flat(self, purpose, week, key, goals):
        """Flat on a set of goals, given in the order of their keys."""
        cuts = sorted([self.draw(purpose, week, key, j) for j in range(len(goals) - 1)])
        point = [0.0] * self.K
        for k, low, high in zip(goals, [0.0, *cuts], [*cuts, 1.0]):
            point[k] = high - low
        return point

    def seat(self, member, occupant, joined, given):
        """Somebody takes a seat: a founder, or a newcomer (nothing given)."""
        p, context, draw, key = self.p, self.context, self.draw, member.key
        member.occupant = occupant
        member.joined = joined

        def four(purpose):
            return sum([draw(purpose, occupant, key, j) for j in range(4)]) - 2

        s = p.ability_spread * (1 + p.ability_complexity * context.complexity) / 2
        member.proneness = given.get("proneness", 1 + p.proneness_spread * four("proneness") / 2)
        member.ability = given.get("ability", (1 + s * four("ability") * sqrt(3)) ** 2 / (1 + s * s))
        member.temperament = [2 * draw("temperament", occupant, key, j) - 1 for j in range(3)]
        member.offset = floor(draw("offset", occupant, key, 0) * 520)
        member.style = [0.0] * len(UNIT_LEVERS)
        if member.manages and self.on.manager_style:
            member.style = [2 * draw("style", occupant, key, j) - 1 for j in range(len(UNIT_LEVERS))]
        member.anchor = given.get("anchor", p.anchor)

        if "agenda" in given:
            member.agenda = normalise(given["agenda"])
        else:
            profile_mix = mix(self.leans[member.department], self.profiles[member.role], self.role_share)
            member.agenda = mix(profile_mix, self.flat("agenda", occupant, key, self.by_key), context.heterogeneity)
        for name in ("knows", "wants", "does", "image"):
            setattr(member, name, normalise(given[name]) if name in given else member.agenda)
        member.origin = member.agenda
        member.trust = given.get("trust", context.trust)
        member.skill = given.get("skill", context.skill)
        member.reactance = given.get("reactance", 0.0)
        member.defied = 0
        member.needs = [0.5 + z * p.temper * 0.5 for z in member.temperament]
        member.before = 1.0
        member.total = self.total(member)
        member.totals = deque([member.total] * REMEMBERED, maxlen=REMEMBERED)

    def total(self, i):
        autonomy, competence, relatedness = i.needs
        return (0.31 * autonomy + 0.41 * competence + 0.28 * relatedness) * (1 - self.p.spite * i.reactance)

    # --- section 3: one week ---

    def step(self):
        if self.t == self.warmup:
            for i in self.members:
                i.origin = i.agenda
        self.depth = mean([s.depth for s in self.stakeholders]) if self.stakeholders else 0.0
        self.mean_does = mean_point([i.does for i in self.members])  # M, of last week
        self.carry_out(self.levers(self.t))
        self.move_market()
        self.review_strategy()
        self.live()
        self.deliver()
        self.relate()
        self.turn_over()
        self.t += 1
        self.measures = self.measure()

    def live(self):
        """Steps 3 to 6: everybody takes each together, or one member after another takes all four."""
        members, t = self.members, self.t
        if self.rules.activation == "synchronous":
            for i, knows in zip(members, [self.know(i) for i in members]):
                i.knows = knows
            for step in (self.want, self.feel, self.do):
                for i in members:
                    step(i)
            return
        turns = members
        if self.rules.activation == "random":
            turns = sorted(members, key=lambda i: self.draw("lot", t, i.key, 0))
        for i in turns:
            i.knows = self.know(i)
            self.want(i)
            self.feel(i)
            self.do(i)

    # --- 5.0 ---

    def carry_out(self, policy):
        """Step 0: the policy as carried out, its time cost, and a change of it."""
        p, context, costs, members = self.p, self.context, self.costs, self.members
        self.voice = policy["whole"]["voice"]
        self.focus = focus = min(policy["whole"]["focus"], self.K)
        self.review_interval = review_interval = policy["whole"]["review_interval"]
        departments = policy["departments"]
        # focus and review_interval are levers of every department
        now = [(levers, policy["whole"]["focus"], review_interval) for levers in departments]
        changed = [self.t > 0 and a != b for a, b in zip(now, self.before_policy or now)]
        self.before_policy = [(dict(levers), *rest) for levers, *rest in now]

        self.felt = {}
        for i in members:
            d = i.department
            felt = self.felt.get((i.manager, d))
            if felt is None:
                felt = self.felt[i.manager, d] = Felt(departments[d], members[i.manager].style, p, context)
                spared = (1 - costs["clarity"] * felt.clarity) * (1 - costs["focus"] * focus / self.K)
                for name in COSTLY:
                    spared *= 1 - costs[name] * getattr(felt, name)
                if felt.feedback_interval is not None:
                    spared *= 1 - costs["feedback"] / felt.feedback_interval
                if review_interval is not None:
                    spared *= 1 - costs["review"] * felt.voice / review_interval
                felt.spared = spared
            i.felt = felt
            spared = felt.spared
            if i.has_reports:
                i.own_role_modelling = styled(departments[d]["role_modelling"], p.style_spread, i.style[7])
                spared *= 1 - costs["role_modelling"] * i.own_role_modelling
            i.time_cost = 1 - spared
            if changed[d]:
                i.before = mean(list(i.totals)[-min(REMEMBERED, self.t) :])
        for index in {s.manager for s in self.stakeholders}:
            i = members[index]
            cost = costs["relationship_management"] * i.felt.relationship_management
            i.time_cost = 1 - (1 - i.time_cost) * (1 - cost)
        if not self.on.time_costs:
            for i in members:
                i.time_cost = 0.0

    # --- 5.1 ---

    def move_market(self):
        t = self.t
        if self.on.market and self.draw("market_event", t, 0, 0) < self.context.turbulence:
            g = self.flat("market_move", t, 0, self.external)
            self.demand = mix(self.demand, g, self.context.shift)
        self.past.append(self.demand)

    def demand_at(self, week):
        return self.past[max(0, week + 1)]

    # --- 5.2 ---

    def review_strategy(self):
        if self.t == 0:
            if self.strategy is None:
                self.strategy = self.draft()
            for s in self.stakeholders:
                s.image = self.strategy
        else:
            self.since += 1
            due = self.review_interval is not None and self.since >= self.review_interval
            if self.on.strategy_review and due:
                self.strategy = self.draft()
                self.since = 0

        # what of the policy as experienced depends on the strategy: stakes_i (section 5), v_i (step 6)
        strategy, meas = self.strategy, self.meas
        measured = sum([s * x for s, x in zip(strategy, meas)])
        for (_, d), felt in self.felt.items():
            paid = felt.incentive * measured * (1 + felt.measurable) / 2
            held = felt.mandate * (self.p.authority + (1 - self.p.authority) * felt.sight)
            felt.stakes = 1 - (1 - held) * (1 - paid)
            felt.drive = 1 - (1 - self.p.deterrence * held) * (1 - paid)
            aims = mix(self.kpis[d], strategy, felt.shared_goals)
            felt.v = [x * a for x, a in zip(meas, aims)]

    def draft(self):
        p, t, voice = self.p, self.t, self.voice
        q = 1 - p.sense * self.depth
        a = floor(p.lag * q)
        late = mix(self.demand_at(t - a), self.demand_at(t - a - 1), p.lag * q - a)
        leaders_view = mix(late, mean_point([i.agenda for i in self.leaders]), p.bias)
        views = []
        for i in self.customer_facing:
            g = self.flat("sighting", t, i.key, self.external)
            sighting = mix(self.demand, g, p.error * q)
            views.append(mix(sighting, self.kpis[i.department], p.silo * (1 - i.felt.transparency)))
        frontline = mean_point(views) if views else late
        wants = mean_point([i.wants for i in self.members])
        draft = mix(leaders_view, mix(frontline, wants, p.dilution), voice)
        kept = self.largest(draft, self.focus)
        return normalise([x if k in kept else 0.0 for k, x in enumerate(draft)])

    def largest(self, point, n):
        """The n largest goals as a set; of equal ones that of the lower key (the sort is stable)."""
        return set(sorted(self.by_key, key=point.__getitem__, reverse=True)[:n])

    # --- 5.3 ---

    def know(self, i):
        """What i comes to know."""
        p, on, draw, t, K, by_key = self.p, self.on, self.draw, self.t, self.K, self.by_key
        members, strategy = self.members, self.strategy
        novelty = p.contact_launch * p.launch / (p.launch + self.since) if p.launch else 0.0
        rate = p.kappa * min(1, p.attention / self.focus)
        if i.depth <= self.leadership_levels:
            return strategy if on.cascade else i.knows
        felt, knows, heard_any = i.felt, i.knows, False
        if on.cascade:
            missed = (1 - novelty) * (1 - p.contact_mandate * felt.mandate) * (1 - p.contact_rationale * felt.rationale)
            if draw("chance", t, i.key, 0) < 1 - missed:
                heard_any = True
                m = members[i.manager]
                phi = p.fidelity + (1 - p.fidelity) * felt.clarity / 2
                n = p.noise * (1 - felt.specific) * self.focus / K
                true, own = (1 - n) * phi, (1 - n) * (1 - phi)
                heard = [true * x + own * y for x, y in zip(m.knows, m.wants)]
                heard[by_key[floor(draw("chance", t, i.key, 2) * K)]] += n
                knows = mix(knows, heard, rate)
        if on.open_channel:
            missed = (1 - p.open_transparency * felt.transparency) * (1 - p.open_talk * self.talking(i))
            if draw("chance", t, i.key, 1) < 1 - missed:
                heard_any = True
                knows = mix(knows, strategy, rate)
        if on.fading and not heard_any:
            knows = mix(knows, i.wants, p.fading * (1 - p.hold * felt.time_bound))
        return knows

    def talking(self, i):
        interval = i.felt.feedback_interval
        return interval is not None and (self.t + i.offset) % interval == 0

    # --- 5.4 ---

    def peers_of(self, i):
        """peers_i: what the tied do, weighted."""
        members, department, peer_latitude = self.members, i.department, self.p.peer_latitude
        across = 1 - self.p.silo * (1 - i.felt.shared_goals)
        total, of_others, weighted = 0.0, 0.0, [0.0] * self.K
        for j, w in i.ties:
            other = members[j]
            does = other.does
            if peer_latitude < 1 and 1 - self.alike(does, i.wants) > peer_latitude:
                continue
            if other.department != department:
                w *= across
            total += w
            if other is not i:
                of_others += w
            weighted = [a + w * x for a, x in zip(weighted, does)]
        i.in_touch = of_others > 0
        return [a / total for a in weighted] if total > 0 else i.does

    def want(self, i):
        p, on, members = self.p, self.on, self.members
        felt, wants, knows = i.felt, i.wants, i.knows
        i.peers = seen = self.peers_of(i)
        if on.social_influence:
            lam = p.manager_weight + (1 - p.manager_weight) * p.follow * felt.role_modelling
            seen = mix(seen, members[i.manager].does, lam)
        else:
            seen = i.does

        mu = 0.0
        if on.acceptance:
            if p.acceptance is not None:
                mu = p.acceptance
            else:
                distance = 1 - self.alike(knows, wants)
                latitude = p.latitude + (1 - p.latitude) * p.relevance * felt.relevant
                reach = distance / latitude
                near = max(0.0, 1 - (reach if self.rules.acceptance == "linear" else reach**2))
                mu = felt.legitimacy * i.trust * (1 - i.reactance) * near
        i.mu = mu

        alpha = 0.0
        if on.private_agenda:
            alpha = i.anchor + (1 - i.anchor) * p.boomerang * i.reactance
        by_seen, by_known = (1 - alpha) * (1 - mu), (1 - alpha) * mu
        pull = [alpha * a + by_seen * s + by_known * x for a, s, x in zip(i.agenda, seen, knows)]
        i.wants = mix(wants, pull, p.pace)

    # --- 5.5 ---

    def feel(self, i):
        p, on, members = self.p, self.on, self.members
        complexity = self.context.complexity
        crowding = p.crowding * (1 + complexity) / 2 if on.crowding_out else 0.0
        felt, knows = i.felt, i.knows
        stakes, legitimacy, rhythm = felt.stakes, felt.legitimacy, felt.rhythm
        autonomy, transparency = felt.autonomy, felt.transparency  # the levers
        i.distance = distance = 1 - self.alike(knows, i.wants)
        threatened = p.stake_threat * stakes * (1 - autonomy)

        # experience
        enabling = max(0.0, i.total - i.before) * (1 - threatened) if on.experience else 0.0

        # reactance
        if on.reactance:
            old = i.reactance
            threat = (
                felt.mandate
                * (1 - p.surveillance + p.surveillance * felt.monitoring)
                * (1 - autonomy)
                * distance
                * (1 - p.legitimacy_relief * legitimacy)
                * (1 - i.trust / 2)
            )
            i.reactance = old + p.react * i.proneness * threat * (1 - old) - p.calm * (1 + p.relief * enabling) * old
            if i.reactance > 1 / 2:
                i.defied = 1
            elif i.reactance < 1 / 4 and i.defied == 1:
                i.defied = 2

        # needs
        if on.needs:
            granted = 1 - (
                (1 - autonomy) * (1 - p.voice_meaning * felt.voice) * (1 - p.rationale_meaning * felt.rationale)
            )
            b_a = granted * (1 - crowding * stakes)
            b_c = (
                p.skill_share * i.skill
                + p.progress_share * felt.measurable * (1 - (1 - rhythm) * (1 - transparency))
                + (1 - p.skill_share - p.progress_share) * felt.achievable
            )
            alike = self.alike(i.does, i.peers) if i.in_touch else 0.0
            b_r = p.trust_share * i.trust + (1 - p.trust_share) * alike
            i.needs = [
                need + p.adapt * (b + z * p.temper * min(b, 1 - b) - need)
                for need, b, z in zip(i.needs, (b_a, b_c, b_r), i.temperament)
            ]

        # trust
        if on.trust:
            evidence = (
                (
                    p.trust_deeds * self.alike(members[i.manager].does, knows)
                    + p.trust_openness * transparency
                    + (1 - p.trust_deeds - p.trust_openness) * legitimacy
                )
                * (1 - p.watch * felt.monitoring * felt.mandate)
                * (1 - p.betrayal * (1 - self.alike(i.image, knows)))
            )
            evidence = 1 - (1 - evidence) * (1 - enabling)
            i.trust += (p.trust_up if evidence > i.trust else p.trust_down) * (evidence - i.trust)

        # skill
        if on.skill:
            taught = 1 - (1 - felt.support) * (1 - p.coaching * rhythm)
            i.skill += p.learning * (p.skill_floor + (1 - p.skill_floor) * taught - i.skill)

        # feedback talk
        if on.feedback_talks and self.talking(i):
            e = p.talk * (i.trust - threatened)
            if on.skill:
                i.skill += e * (1 - i.skill) if e >= 0 else e * i.skill
            if on.needs:
                competence = i.needs[1]
                i.needs[1] += e * (1 - competence) if e >= 0 else e * competence

        # internalising
        i.total = total = self.total(i)
        if on.internalising:
            i.agenda = mix(i.agenda, knows, p.intern * total * (1 - i.reactance) * i.mu)
        i.totals.append(total)

    # --- 5.6 ---

    def do(self, i):
        p, on, strategy = self.p, self.on, self.strategy
        attended = min(1, p.attention / self.focus)
        felt, does = i.felt, i.wants
        press = felt.stakes * (1 - p.defiance * i.reactance) if on.compliance else 0.0
        i.c = c = p.bite * press
        if c > 0:
            target = mix(i.knows, strategy, felt.sight)
            if on.multitasking:
                tilted = [x * v for x, v in zip(target, felt.v)]
                if sum(tilted) > 0:
                    target = mix(target, normalise(tilted), p.tilt * felt.stakes)
            does = mix(does, target, c)
        if on.walking_the_talk and i.has_reports:
            does = mix(does, strategy, i.own_role_modelling)
        i.does = does

        driven = felt.drive * (1 - p.defiance * i.reactance) if on.compliance else 0.0
        goal = 0.0
        if on.goal_setting:
            definite = felt.specific * felt.measurable
            goal = p.goal * (1 - p.ease * felt.achievable) * definite * (1 - i.distance) * attended
        i.effort = effort = 1 - (1 - p.duty) * (1 - i.total) * (1 - p.chi * driven) * (1 - goal)
        i.work = effort * (1 - p.skill_weight * (1 - i.skill)) * i.ability * (1 - i.time_cost)

    # --- 5.7 ---

    def deliver(self):
        p, on, members, demand = self.p, self.on, self.members, self.demand
        A = mean_point([[i.work * x for x in i.does] for i in members])
        S = sum([sqrt(d * a) for d, a in zip(demand, A)])
        worth = [sqrt(d / a) if a > 0 else 0.0 for d, a in zip(demand, A)]

        known = [mean_point([i.knows for i in group]) for group in self.staff]
        C = mean([overlap(a, b) for a, b in combinations(known, 2)]) if len(known) > 1 else 1.0
        terms = self.context.productivity
        if on.coordination:
            terms *= 1 - p.coord * (1 - C)
        if on.relationships and self.stakeholders:
            terms *= 1 - p.rel * (1 - self.depth)
        for i in members:
            i.output = terms * i.work * S * sum([x * w for x, w in zip(i.does, worth)])
        self.busy, self.raw, self.coordinated = sum(A), S * S, C

    # --- 5.8 ---

    def relate(self):
        p, on, strategy, M = self.p, self.on, self.strategy, self.mean_does
        if on.image:
            for i in self.members:
                open_, own = i.felt.transparency, p.own_view
                closed_own, closed_peers = (1 - open_) * own, (1 - open_) * (1 - own)
                view = [open_ * x + closed_own * y + closed_peers * z for x, y, z in zip(M, i.knows, i.peers)]
                i.image = mix(i.image, view, p.image_pace)
            for s in self.stakeholders:
                s.image = mix(s.image, mix(strategy, M, s.depth), p.image_pace)
        if on.relationships:
            for s in self.stakeholders:
                m = self.members[s.manager]
                o = overlap(m.does, strategy)
                gain = m.felt.relationship_management * p.grow * m.trust * o
                s.depth += gain * (1 - s.depth) - (p.decay + p.part * (1 - o)) * s.depth

    # --- 5.9 ---

    def turn_over(self):
        p, t, h = self.p, self.t, self.context.turnover
        if not self.on.turnover:
            return
        for i in self.members:
            hazard = h * (1 + p.quit_reactance * i.reactance) * (1 + p.quit_needs * (1 - 2 * i.total))
            if self.draw("chance", t, i.key, 3) < min(1, hazard):
                for s in self.stakeholders:
                    if s.manager == i.index and self.on.relationships:
                        s.depth /= 2
                self.seat(i, occupant=i.occupant + 1, joined=t + 1, given={})

    # --- section 6 ---

    def measure(self, group=None):
        """All measures of the whole, or those of a group of members (indices)."""
        members = self.members if group is None else [self.members[index] for index in group]
        strategy, n = self.strategy, len(members)
        self_ = mean_point([i.does for i in members])
        mean_wants = mean_point([i.wants for i in members])
        know = [overlap(i.knows, strategy) for i in members]
        base = [overlap(i.origin, strategy) for i in members]
        mean_know, mean_base = mean(know), mean(base)
        want = mean([overlap(i.wants, strategy) for i in members])
        do = mean([overlap(i.does, strategy) for i in members])
        top = min(3, self.focus, self.K)
        main_goals = self.largest(strategy, top)
        defied = [i.defied for i in members if i.defied >= 1]
        value = mean([i.output for i in members])
        measures = {
            "know": mean_know,
            "want": want,
            "do": do,
            "know_gain": mean_know - mean_base,
            "want_gain": want - mean_base,
            "do_gain": do - mean_base,
            "do_joint": overlap(self_, strategy),
            "compliance_gap": do - want,
            "consensus": mean([overlap(i.wants, mean_wants) for i in members]),
            "top3_recall": sum([self.largest(i.knows, top) == main_goals for i in members]) / n,
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
            "retention": sum([i.joined <= max(self.warmup, 0) for i in members]) / n,
            "busy": mean([i.work for i in members]) if group is not None else self.busy,
            "value": value,
            "value_net": value - self.costs["pay"] * mean([i.felt.incentive for i in members]),
        }
        if group is None:
            measures |= self.measure_outside(mean_point([i.image for i in members]), self_, measures["self_perception"])
        return measures

    def measure_outside(self, mean_image, self_, self_perception):
        """The measures of the whole only."""
        seen_by = self.stakeholders
        external = match = self_perception
        if seen_by:
            external = mean([overlap(s.image, self_) for s in seen_by])
            match = mean([overlap(s.image, mean_image) for s in seen_by])
        return {
            "external_perception": external,
            "perception_match": match,
            "identity": (self_perception + external + match) / 3,
            "fit": overlap(self.strategy, self.demand),
            "relationship_depth": mean([s.depth for s in seen_by]) if seen_by else 0.0,
            "productive_share": self.raw / self.busy if self.busy > 0 else 0.0,
            "coordination": self.coordinated,
        }
