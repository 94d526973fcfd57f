/* The week of simalign by hand in C99: the arithmetic of simalign/week and simalign/measures/observe.py, to the bit.

   All mechanisms are on, the rules are the defaults, and no step is user-defined. Otherwise the program is organised
   as C would be: members who have the same manager and department experience the same levers, so that everything which
   follows from levers alone is computed once for each such group; steps are merged as far as members do not read each
   other's results. Numbers in parentheses are the equations of simalign/ODD.md. `layout.h`, which plain_c.py writes
   from the declarations of the package, has the records, the columns of levers (L_) and measures (M_), and the codes
   of draws (DRAW_). */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

#define each(k) for (int k = 0; k < K; k++)
typedef double row[K];

enum { BLOCK = 1024, OWN_MODELLING = UNITS, OWN_VOICE, HEARS = 0, SEES, LEAVES };
static const double UNIT = 1.0 / 4294967296.0, SQRT_3 = 1.7320508075688772, UNKNOWN = -1.0;

/* Everything about members `first` to `last` - 1, who share manager m and department d, that follows from levers. */
struct group {
    int64_t first, last, m, d;
    double step, fade, phi, interval, every, hidden, by_mandate, across, lam, base[2], rationale, control[2], held, reach;
    double calm[2], free, helping, progress, achieved, openness, regular, seen, watched, models, heed, allowed, talk;
    double easy, visible, autonomy, voice, shared, outcomes, mandate, room, listen, strain, noticed;
    double hears, paid, stakes, drive, crowd; /* of this week */
    row said;                                  /* the manager's message of this week, if somebody has heard it */
    int heard;
};

static inline double smaller(double a, double b) { return b < a ? b : a; }
static inline double larger(double a, double b) { return b > a ? b : a; }
static inline double effect(double x) { return x * (2.0 - x); }
static inline double q4(double w, double x) { return sqrt(w * sqrt(w * x)); }
static inline double per_interval(double cost, double interval) { return interval > 0.0 ? cost / interval : 0.0; }
static inline double felt_condition(double x, double mood, double temper) { return x + mood * temper * smaller(x, 1.0 - x); }
static inline double either(double a, double b) { return 1.0 - (1.0 - a) * (1.0 - b); }
static inline double moved(double x, double step) { return step >= 0.0 ? x + step * (1.0 - x) : x + step * x; }
static inline double total_needs(const double *n) { return 0.31 * n[0] + 0.41 * n[1] + 0.28 * n[2]; }

static inline double overlap(const double *restrict p, const double *restrict q)
{
    double low[K], total = 0.0;
    each(k) low[k] = p[k] < q[k] ? p[k] : q[k];
    each(k) total += low[k];
    return total;
}

static double normalise(double *x)
{
    double total = 0.0;
    each(k) total += x[k];
    if (total > 0.0) each(k) x[k] /= total;
    return total;
}

/* Random numbers: Philox4x32-10 (7.1) */

struct four { double u[4]; };

static inline struct four quartet(const struct fixed *f, uint64_t code, uint64_t week, uint64_t key, uint64_t block)
{
    uint32_t c0 = (uint32_t)(week << 16 | code << 8 | block), c1 = (uint32_t)key;
    uint32_t c2 = (uint32_t)f->run.counter, c3 = (uint32_t)(f->run.counter >> 32);
    uint32_t k0 = (uint32_t)f->run.key, k1 = (uint32_t)(f->run.key >> 32);
    for (int n = 0; n < 10; n++) {
        uint64_t p0 = 0xD2511F53u * (uint64_t)c0, p1 = 0xCD9E8D57u * (uint64_t)c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (struct four){{c0 * UNIT, c1 * UNIT, c2 * UNIT, c3 * UNIT}};
}

static double draw(const struct fixed *f, int code, int64_t week, int64_t key, int index)
{
    return quartet(f, code, week, key, index / 4).u[index % 4];
}

static double sum_of_four(const struct fixed *f, int code, int64_t week, int64_t key)
{
    struct four x = quartet(f, code, week, key, 0);
    return x.u[0] + x.u[1] + x.u[2] + x.u[3] - 2.0;
}

/* A draw from the flat Dirichlet distribution: gaps between sorted uniform numbers. */
static void flat(const struct fixed *f, int code, int64_t week, int64_t key, const int64_t *goals, int count, double *out)
{
    double gap[K];
    struct four x;
    for (int j = 0; j < count - 1; j++) {
        if (j % 4 == 0) x = quartet(f, code, week, key, j / 4);
        int at = j;
        for (; at > 0 && gap[at - 1] > x.u[j % 4]; at--) gap[at] = gap[at - 1];
        gap[at] = x.u[j % 4];
    }
    gap[count - 1] = 1.0;
    for (int j = count - 1; j > 0; j--) gap[j] -= gap[j - 1];
    each(k) out[k] = 0.0;
    for (int j = 0; j < count; j++) out[goals[j]] = gap[j];
}

static void chance(const struct fixed *f, struct state *s, int64_t t)
{
    const int64_t *restrict key = f->key;
    double(*restrict out)[4] = s->chance;
    for (int64_t i = 0; i < f->N; i++) {
        struct four x = quartet(f, DRAW_CHANCE, t, key[i], 0);
        out[i][HEARS] = x.u[0];
        out[i][SEES] = x.u[1];
        out[i][LEAVES] = x.u[2];
    }
}

/* The policy, and how managers carry it out (5.0) */

static int holds(int64_t operator, double x, double threshold)
{
    return operator == 0 ? x < threshold : operator == 1 ? x <= threshold : operator == 2 ? x > threshold : x >= threshold;
}

static void put_in_force(const struct fixed *f, struct state *s, const struct plan *plan, int64_t t)
{
    int64_t phase = 0, D = f->D, R = plan->rules;
    while (phase + 1 < plan->phases && plan->start[phase + 1] <= t) phase++;
    for (int64_t d = 0; d <= D; d++) {
        int differs = 0;
        for (int n = 0; n < LEVERS; n++) {
            double value = plan->levers[phase * (D + 1) + d][n];
            for (int64_t r = 0; r < R; r++) {
                double ruled = plan->rule_levers[r * (D + 1) + d][n], x = s->measures[plan->rule_measure[r]];
                if (t >= plan->rules_from && ruled == ruled && holds(plan->rule_operator[r], x, plan->rule_threshold[r]))
                    value = ruled;
            }
            differs |= s->levers[d][n] != value;
            s->levers[d][n] = value;
        }
        if (d < D) s->changed[d] = t > 0 && differs;
    }
}

static int goal_count(const struct fixed *f, const struct state *s)
{
    int focus = (int)s->levers[f->D][L_FOCUS];
    return focus < f->externals ? focus : (int)f->externals;
}

static double styled(double x, double z) { return smaller(1.0, larger(0.0, x + z * smaller(x, 1.0 - x))); }

static double clarity(const double *lever)
{
    return (lever[L_SPECIFIC] + lever[L_MEASURABLE] + lever[L_ACHIEVABLE] + lever[L_RELEVANT] + lever[L_TIME_BOUND]) / 5.0;
}

static void apply_style(const struct fixed *f, struct state *s, const struct parameters *p, int64_t t, int stale)
{
    const double weight = 0.6, spread = sqrt(0.6 * 0.6 + (1.0 - 0.6) * (1.0 - 0.6));
    for (int64_t u = 0; u < f->U; u++) {
        int64_t m = f->lead[u], d = f->department[m];
        if (stale || s->joined[m] == t) {
            double common = 2.0 * draw(f, DRAW_STYLE, s->occupant[m], f->key[m], 0) - 1.0;
            for (int n = 0; n < UNITS; n++) {
                double z = 2.0 * draw(f, DRAW_STYLE, s->occupant[m], f->key[m], n + 1) - 1.0;
                s->style[u][n] = COMMON[n] ? (weight * common + (1.0 - weight) * z) / spread : z;
            }
        }
        s->felt[m][OWN_MODELLING] = styled(s->levers[d][L_ROLE_MODELLING], p->style * s->style[u][L_ROLE_MODELLING]);
        s->felt[m][OWN_VOICE] = styled(s->levers[d][L_VOICE], p->style * s->style[u][L_VOICE]);
    }
    for (int64_t i = 0; i < f->N; i++) {
        const double *lever = s->levers[f->department[i]], *style = s->style[f->team[i]];
        for (int n = 0; n < UNITS; n++) s->felt[i][n] = styled(lever[n], p->style * style[n]);
    }
}

static double time_cost(const struct fixed *f, const struct state *s, const struct parameters *p, int64_t i, int goals, double q)
{
    const double *felt = s->felt[i], *lever = s->levers[f->department[i]], *price = (const double *)&p->price, y = p->cost;
    double free = 1.0;
    for (int n = 0; n < UNITS; n++)
        if (n != L_AUTONOMY && n != L_RELATIONSHIP_MANAGEMENT) free *= 1.0 - y * price[n] * felt[n];
    free *= 1.0 - y * p->price.autonomy * p->context_interdependence * felt[L_AUTONOMY];
    free *= 1.0 - y * p->price.clarity * clarity(lever);
    free /= 1.0 + y * p->price.focus * (goals > 1 ? goals - 1 : 0);
    free *= 1.0 - y * p->price.outcome_kpis * lever[L_OUTCOME_KPIS];
    free *= 1.0 - y * q * per_interval(p->price.feedback, lever[L_FEEDBACK_INTERVAL]);
    double said = 0.2 + (1.0 - 0.2) * felt[L_VOICE];
    free *= 1.0 - y * per_interval(p->price.review * said, s->levers[f->D][L_REVIEW_INTERVAL]);
    if (f->cares[i]) free *= 1.0 - y * p->price.relationship_management * felt[L_RELATIONSHIP_MANAGEMENT];
    return 1.0 - free;
}

/* Carry out the levers if a policy, manager or member is new; return whether anything was. */
static int carry(const struct fixed *f, struct state *s, const struct parameters *p, int64_t t)
{
    int64_t N = f->N;
    int stale = s->stale[0], new = stale;
    const double *load = (const double *)&p->load, friction = p->friction * p->context_interdependence;
    for (int64_t d = 0; d < f->D; d++) new |= s->changed[d];
    for (int64_t i = 0; i < N; i++) new |= s->joined[i] == t;
    if (!new) return 0;
    s->stale[0] = 0;
    apply_style(f, s, p, t, stale);
    memset(s->load, 0, N * sizeof *s->load);
    for (int64_t i = 0; i < N; i++) {
        double total = 0.0;
        if (f->manager[i] == i) continue;
        for (int n = 0; n < UNITS; n++) total += load[n] * s->felt[i][n];
        total += per_interval(load[UNITS], s->levers[f->department[i]][L_FEEDBACK_INTERVAL]);
        s->load[f->manager[i]] += p->cost * total;
    }
    for (int64_t i = 0; i < N; i++) s->q[i] = s->load[i] > p->context_capacity ? p->context_capacity / s->load[i] : 1.0;
    int goals = goal_count(f, s);
    for (int64_t i = 0; i < N; i++) {
        double *felt = s->felt[i], share = s->q[f->manager[i]];
        felt[L_MONITORING] *= share;
        felt[L_VOICE] *= share;
        felt[L_RATIONALE] *= share;
        felt[L_SUPPORT] *= share;
        felt[OWN_VOICE] *= s->q[i];
        double cost = time_cost(f, s, p, i, goals, share), shared = effect(felt[L_SHARED_GOALS]);
        double free = (1.0 - cost) * (1.0 - friction * f->outside[f->department[i]] * (1.0 - shared));
        s->time_cost[i] = 1.0 - free * (1.0 - smaller(s->load[i], p->context_capacity));
    }
    return 1;
}

/* What follows from levers for a group, until they change. */
static void set_group(struct group *g, const struct state *s, const struct parameters *p, int kept)
{
    const double *felt = s->felt[g->first], *lever = s->levers[g->d], q = s->q[g->m], x = p->context_complexity;
    double specific = lever[L_SPECIFIC], measurable = lever[L_MEASURABLE], pay = effect(felt[L_INCENTIVE]);
    double transparency = felt[L_TRANSPARENCY], mandate = felt[L_MANDATE];
    double room = smaller(1.0, p->attention / (kept + p->glut * transparency));
    g->mandate = mandate;
    g->autonomy = felt[L_AUTONOMY];
    g->models = felt[L_ROLE_MODELLING];
    g->outcomes = lever[L_OUTCOME_KPIS];
    g->openness = effect(transparency);
    g->shared = effect(felt[L_SHARED_GOALS]);
    g->voice = effect(felt[L_VOICE]);
    g->rationale = effect(felt[L_RATIONALE]);
    g->seen = effect(felt[L_MONITORING]) * (1.0 - p->opacity * x);
    g->interval = lever[L_FEEDBACK_INTERVAL];
    g->every = g->interval / q;
    g->regular = g->interval > 0.0 ? p->pulse / (p->pulse + g->every) : 0.0;
    /* know (5.3) */
    g->step = p->kappa * room;
    g->fade = p->fading * (1.0 - p->hold * lever[L_TIME_BOUND]);
    g->phi = p->fidelity + (1.0 - p->fidelity) * effect(specific) / 2.0;
    g->hidden = 1.0 - p->open * g->openness;
    g->by_mandate = 1.0 - p->contact_mandate * mandate;
    /* want (5.4) */
    g->across = 1.0 - p->silo * (1.0 - g->shared);
    g->lam = p->manager_weight + (1.0 - p->manager_weight) * p->follow * effect(g->models);
    g->held = mandate * (p->authority + (1.0 - p->authority) * g->seen);
    g->reach = p->latitude + (1.0 - p->latitude) * p->relevance * lever[L_RELEVANT];
    for (int leader = 0; leader < 2; leader++) {
        double voice = leader ? 1.0 : g->voice, say = leader ? 1.0 : p->say * voice;
        g->base[leader] = (1.0 - p->context_legitimacy) * (1.0 - p->w_voice * voice);
        g->control[leader] = g->held * (1.0 - p->give * g->autonomy) * (1.0 - say);
        g->calm[leader] = 1.0 - p->frustrate * g->control[leader];
    }
    /* feel (5.5) */
    g->helping = 1.0 - p->rivalry * transparency * pay * (1.0 - g->shared);
    g->progress = p->progress_share * (effect(measurable) * (1.0 - (1.0 - g->regular) * (1.0 - g->openness)));
    g->achieved = (1.0 - p->skill_share - p->progress_share) * effect(lever[L_ACHIEVABLE]);
    g->watched = 1.0 - p->watch * (g->seen * mandate) * (1.0 - g->openness);
    g->listen = p->spurn * g->voice;
    double alone = (1.0 - effect(felt[L_SUPPORT])) * (1.0 - p->coaching * g->regular);
    double allowed = 1.0 - alone * (1.0 - p->peer * g->openness * g->helping);
    allowed *= 1.0 - p->stiff * x * sqrt(specific * measurable);
    g->allowed = p->skill_floor + (1.0 - p->skill_floor) * allowed;
    g->talk = p->talk * (1.0 - g->regular);
    g->visible = 1.0 - p->notice * (1.0 - (1.0 - g->openness) * (1.0 - g->regular) * (1.0 - g->seen));
    g->strain = p->strain * mandate;
    /* do (5.6) */
    g->free = 1.0 - p->discretion * g->autonomy;
    g->easy = p->goal * (1.0 - p->ease * effect(lever[L_ACHIEVABLE])) * sqrt(effect(specific) * effect(measurable));
    g->room = room;
    g->noticed = 1.0 - (1.0 - g->regular) * (1.0 - g->seen);
}

/* What follows from levers for a group, and changes from week to week (5.3-1, 5.5-1 to 5.5-4). */
static void set_week(struct group *g, const struct state *s, const struct parameters *p, double launch, const double *worth)
{
    const double *felt = s->felt[g->first], measurable = s->levers[g->d][L_MEASURABLE];
    g->hears = 1.0 - (1.0 - launch) * g->by_mandate * (1.0 - p->contact_rationale * g->rationale);
    g->paid = effect(felt[L_INCENTIVE]) * worth[g->d] * (1.0 + measurable) / 2.0 * (1.0 - p->free_ride * g->shared);
    g->stakes = either(g->held, g->paid);
    g->drive = either(p->deterrence * g->held, g->paid);
    g->crowd = 1.0 - p->crowd * g->paid * (1.0 + p->context_complexity) / 2.0;
    g->heard = 0;
}

static int64_t find_groups(const struct fixed *f, struct group *g)
{
    int64_t n = -1;
    for (int64_t i = 0; i < f->N; i++) {
        if (i == 0 || f->manager[i] != f->manager[i - 1] || f->department[i] != f->department[i - 1])
            g[++n] = (struct group){.first = i, .m = f->manager[i], .d = f->department[i]};
        g[n].last = i + 1;
    }
    return n + 1;
}

/* The market (5.1) and the strategy (5.2) */

static void market(const struct fixed *f, struct state *s, const struct parameters *p, int64_t t)
{
    row g;
    if (draw(f, DRAW_MARKET_EVENT, t, 0, 0) < p->context_turbulence) {
        flat(f, DRAW_MARKET_MOVE, t, 0, f->external, (int)f->externals, g);
        each(k) s->demand[0][k] += p->context_shift * (g[k] - s->demand[0][k]);
    }
    for (int64_t u = 0; u < f->U; u++) {
        int64_t key = f->key[f->lead[u]];
        if (draw(f, DRAW_TEAM_EVENT, t, key, 0) < p->context_churn)
            flat(f, DRAW_ORDERS, t + 1, key, f->external, (int)f->externals, s->orders[u]);
    }
}

static void compute_orders(const struct fixed *f, struct state *s, const struct parameters *p, int64_t t)
{
    memcpy(s->demand_past[t % f->H], s->demand[0], sizeof(row));
    for (int64_t d = 0; d < f->D; d++) {
        each(k) s->joint[d][k] = s->demand[0][k] * f->omega[d][k];
        each(k) s->trade[d][k] = s->demand[0][k] * f->trade[d][k];
        normalise(s->joint[d]);
        normalise(s->trade[d]);
    }
    for (int64_t u = 0; u < f->U; u++) {
        int64_t m = f->lead[u];
        const double *restrict trade = s->trade[f->department[m]], *restrict orders = s->orders[u];
        double *restrict local = s->local[u], *restrict standing = s->standing[u];
        double step = p->carry * effect(s->felt[m][OWN_VOICE]);
        each(k) local[k] = (1.0 - p->context_variety) * trade[k] + p->context_variety * orders[k];
        each(k) standing[k] += step * (local[k] - standing[k]);
    }
}

static double on_external(const struct fixed *f, const double *x)
{
    double total = 0.0;
    for (int64_t n = 0; n < f->externals; n++) total += x[f->external[n]];
    return total;
}

static double mean_depth(const struct fixed *f, const struct state *s)
{
    double total = 0.0;
    for (int64_t j = 0; j < f->S; j++) total += s->depth[j];
    return f->S ? total / f->S : 0.0;
}

static void leaders_view(const struct fixed *f, const struct state *s, const struct parameters *p, double insight, int64_t t, double *out)
{
    double weeks = p->lag * insight, rest = weeks - (int64_t)weeks;
    int64_t H = f->H, whole = (int64_t)weeks;
    const double *one = s->demand_past[(t - whole + H) % H], *other = s->demand_past[(t - whole - 1 + H) % H];
    each(k) out[k] = 0.0;
    for (int64_t n = 0; n < f->leaderships; n++) {
        const double *agenda = s->agenda[f->leaders[n]];
        double own = on_external(f, agenda);
        for (int64_t j = 0; j < f->externals; j++) {
            int64_t k = f->external[j];
            out[k] += own > 0.0 ? agenda[k] / own : s->demand[0][k];
        }
    }
    each(k) out[k] = (1.0 - p->bias) * ((1.0 - rest) * one[k] + rest * other[k]) + p->bias * out[k] / f->leaderships;
}

static void advise(const struct fixed *f, struct state *s, const struct parameters *p, double error, int64_t t, int64_t i)
{
    row g;
    const double *knows = s->knows[i], *wants = s->wants[i];
    double believed = 0.0, lobbied = 0.0, known = on_external(f, knows), wanted = on_external(f, wants), *out = s->spoken[i];
    flat(f, DRAW_SIGHTING, t, f->key[i], f->external, (int)f->externals, g);
    if (known > 0.0) believed = p->confirm * overlap(knows, s->part[f->department[i]]);
    if (wanted > 0.0) lobbied = p->lobbying * (1.0 - s->trust[i]);
    each(k) out[k] = 0.0;
    for (int64_t n = 0; n < f->externals; n++) {
        int64_t k = f->external[n];
        double view = (1.0 - error) * s->demand[0][k] + error * g[k];
        if (believed > 0.0) view = (1.0 - believed) * view + believed * knows[k] / known;
        out[k] = lobbied > 0.0 ? (1.0 - lobbied) * view + lobbied * wants[k] / wanted : view;
    }
}

static void focused(const struct fixed *f, const double *text, int focus, double *out)
{
    double total = 0.0;
    each(k) out[k] = 0.0;
    for (int n = 0; n < focus && n < K; n++) {
        int64_t best = -1;
        each(j) {
            int64_t k = f->order[j];
            if (out[k] == 0.0 && (best < 0 || text[k] > text[best])) best = k;
        }
        if (best < 0 || text[best] <= 0.0) break;
        out[best] = text[best];
        total += text[best];
    }
    each(k) out[k] /= total;
}

static void strategy(const struct fixed *f, struct state *s, const struct parameters *p, int64_t t)
{
    double interval = s->levers[f->D][L_REVIEW_INTERVAL], voice = s->levers[f->D][L_VOICE];
    if (t > 0 && !(interval > 0.0 && s->since[0] + 1 >= interval)) {
        s->since[0]++;
        return;
    }
    int given = t == 0 && s->strategy[0][0] >= 0.0;
    double insight = 1.0 - 0.5 * mean_depth(f, s);
    row text, mean = {0.0}, block = {0.0};
    leaders_view(f, s, p, insight, t, text);
    for (int64_t i = 0; i < f->N; i++) {
        advise(f, s, p, p->error * insight, t, i);
        each(k) block[k] += s->spoken[i][k];
        if (i % BLOCK == BLOCK - 1 || i == f->N - 1) {
            each(k) mean[k] += block[k];
            each(k) block[k] = 0.0;
        }
    }
    each(k) mean[k] /= f->N;
    each(k) text[k] = (1.0 - voice) * text[k] + voice * mean[k];
    if (!given) focused(f, text, goal_count(f, s), s->strategy[0]);
    for (int64_t i = 0; i < f->N; i++) s->heeded[i] = overlap(s->spoken[i], s->strategy[0]);
    s->since[0] = 0;
    memcpy(s->standing, s->local, f->U * sizeof(row));
}

/* Departments' parts of the strategy, how leaders walk the talk, and what managers knew last week (5.2-12, 5.3). */
static void compute_parts(const struct fixed *f, struct state *s, int64_t t)
{
    double walk = 0.0;
    for (int64_t d = 0; d < f->D; d++) {
        each(k) s->part[d][k] = s->strategy[0][k] * f->omega[d][k];
        normalise(s->part[d]);
    }
    for (int64_t n = 0; n < f->leaderships; n++) walk += overlap(s->does[f->leaders[n]], s->part[f->department[f->leaders[n]]]);
    s->walk[0] = walk / f->leaderships;
    for (int64_t i = 0; i < f->N; i++)
        if (f->has_reports[i]) memcpy(s->spoken[i], s->knows[i], sizeof(row));
    if (t == 0)
        for (int64_t j = 0; j < f->S; j++) memcpy(s->outside[j], s->strategy[0], sizeof(row));
}

static inline int talking(const struct group *g, int64_t week)
{
    return g->interval > 0.0 && (int64_t)(week / g->every) * g->every > week - 1;
}

/* Know (5.3) */
static void know(struct group *g, const struct fixed *f, struct state *s, const struct parameters *p, int64_t t)
{
    const double *restrict part = s->part[g->d], *restrict manager = s->wants[g->m];
    double talked = 1.0 - g->hidden * (1.0 - p->open_talk), untalked = 1.0 - g->hidden;
    for (int64_t i = g->first; i < g->last; i++) {
        double *restrict knows = s->knows[i], *restrict said = s->said[i];
        const double *restrict wants = s->wants[i];
        if (f->leader[i]) {
            memcpy(knows, part, sizeof(row));
            memcpy(said, s->part[f->department[g->m]], sizeof(row));
            continue;
        }
        int hears = s->chance[i][HEARS] < g->hears;
        int sees = s->chance[i][SEES] < (talking(g, t + s->offset[i]) ? talked : untalked);
        if (hears) {
            if (!g->heard) { /* all who hear the manager this week hear the same */
                int64_t e = f->department[g->m];
                double total = 0.0;
                each(k) g->said[k] = s->spoken[g->m][k];
                if (e != g->d) each(k) g->said[k] = g->said[k] * f->omega[g->d][k] / f->omega[e][k];
                each(k) total += g->said[k];
                each(k) g->said[k] = g->phi * g->said[k] / total + (1.0 - g->phi) * manager[k];
                g->heard = 1;
            }
            memcpy(said, g->said, sizeof(row));
            each(k) knows[k] += g->step * (said[k] - knows[k]);
        }
        if (sees) each(k) knows[k] += g->step * (part[k] - knows[k]);
        if (!hears && !sees) each(k) knows[k] += g->fade * (wants[k] - knows[k]);
    }
}

/* Colleagues' deeds of last week (5.4-1 to 5.4-3) */
static inline void observe_peers(const struct group *g, const struct fixed *f, struct state *s, const struct parameters *p, int64_t i)
{
    double total = 0.0, others = 0.0, *restrict peers = s->peers[i];
    row sum = {0.0};
    for (int64_t n = f->tie_start[i]; n < f->tie_start[i + 1]; n++) {
        int64_t j = f->tie_target[n];
        const double *restrict does = s->does[j];
        if (p->peer_latitude < 1.0 && 1.0 - overlap(does, s->wants[i]) > p->peer_latitude) continue;
        double w = f->department[j] == g->d ? 1.0 : g->across;
        if (f->weights) w *= f->tie_weight[n];
        total += w;
        others += j != i ? w : 0.0;
        each(k) sum[k] += w * does[k];
    }
    if (total > 0.0) {
        double scale = 1.0 / total;
        each(k) peers[k] = scale * sum[k];
    } else
        memcpy(peers, s->does[i], sizeof(row));
    s->likeness[i] = others > 0.0 ? overlap(s->does[i], peers) : 0.0;
}

/* Want (5.4) */
static inline void want(const struct group *g, const struct fixed *f, struct state *s, const struct parameters *p, int64_t i)
{
    const double *restrict peers = s->peers[i], *restrict does = s->does[g->m], *restrict knows = s->knows[i];
    const double *restrict agenda = s->agenda[i];
    double *restrict wants = s->wants[i];
    int leader = f->leader[i];
    double trust = s->trust[i], alpha = s->anchor[i];
    double integrity = 0.7 * overlap(does, s->said[i]) + (1.0 - 0.7) * s->walk[0];
    double reasons = 1.0 - g->base[leader] * (1.0 - p->w_rationale * (g->rationale * integrity * effect(trust)));
    double reach = (1.0 - overlap(knows, wants)) / g->reach;
    double willing = smaller(1.0, p->accept * reasons * trust) * (1.0 - s->reactance[i]) * g->calm[leader];
    double mu = willing * larger(0.0, 1.0 - reach * reach);
    s->integrity[i] = integrity;
    s->reasons[i] = reasons;
    s->control[i] = g->control[leader];
    s->able[i] = sqrt(overlap(knows, s->part[g->d]) * s->skill[i]);
    s->mu[i] = mu;
    each(k) {
        double seen = (1.0 - g->lam) * peers[k] + g->lam * does[k];
        double target = alpha * agenda[k] + (1.0 - alpha) * ((1.0 - mu) * seen + mu * knows[k]);
        wants[k] += p->pace * (target - wants[k]);
    }
}

static inline double trust_step(const struct parameters *p, double evidence, double trust)
{
    return (evidence > trust ? p->trust_up : smaller(1.0, p->trust_down * p->trust_up)) * (evidence - trust);
}

static inline double next_need(const struct parameters *p, double need, double condition, double mood)
{
    return need + p->adapt * (felt_condition(condition, mood, p->temper) - need);
}

/* Feel (5.5) */
static inline void feel(const struct group *g, const struct fixed *f, struct state *s, const struct parameters *p, int64_t i, int64_t t)
{
    double *restrict needs = s->needs[i], *restrict used = s->used[i];
    const double *restrict mood = s->temperament[i];
    int leader = f->leader[i];
    double trust = s->trust[i], reasons = s->reasons[i], skill = s->skill[i], control = s->control[i];
    /* reactance and habituation to control */
    double accustomed = s->accustomed[i] < 0.0 ? control : s->accustomed[i], gap = control - accustomed;
    double threat = larger(0.0, gap) * (1.0 - trust / 2.0) * (1.0 - p->soothe * reasons), reactance = s->reactance[i];
    double rise = p->react * s->proneness[i] * threat * (1.0 - reactance);
    reactance = smaller(1.0, reactance + rise - p->calm * reactance);
    s->reactance[i] = reactance;
    s->accustomed[i] = accustomed + smaller(1.0, p->habituate + p->relief * larger(0.0, needs[1] - s->before[i])) * gap;
    /* needs */
    double unable = 1.0 - s->able[i], free = g->autonomy * (1.0 - p->ready * unable);
    double rest = 1.0 - (leader ? 0.0 : g->strain * unable);
    double met = 1.0 - (1.0 - p->need_base) * (1.0 - p->need_autonomy * effect(free)) * (1.0 - p->meaning * reasons);
    double competence = p->skill_share * skill + g->progress + g->achieved;
    double company = (p->trust_share * trust + (1.0 - p->trust_share) * s->likeness[i]) * g->helping;
    needs[0] = next_need(p, needs[0], g->calm[leader] * g->crowd * met * rest, mood[0]);
    needs[1] = next_need(p, needs[1], competence * rest, mood[1]);
    needs[2] = next_need(p, needs[2], company * rest, mood[2]);
    /* trust */
    double others = 1.0 - p->trust_deeds - p->trust_open;
    double signals = p->trust_deeds * s->integrity[i] * (1.0 + g->models) / 2.0 + p->trust_open * g->openness + others * reasons;
    signals *= g->watched;
    if (s->heeded[i] >= 0.0 && !leader) signals *= 1.0 - g->listen * (1.0 - s->heeded[i]);
    double evidence = (1.0 - p->legacy) * signals + p->legacy * p->context_trust, before = trust;
    trust += trust_step(p, felt_condition(evidence, mood[2], p->temper / 2.0), trust);
    s->trust[i] = trust;
    /* skill and feedback talks */
    skill += p->learning * (g->allowed - skill);
    if (talking(g, t + s->offset[i])) {
        double step = g->talk * (before - p->sour * g->stakes * (1.0 - g->autonomy));
        skill = moved(skill, step);
        needs[1] = moved(needs[1], step);
    }
    s->skill[i] = skill;
    /* will and pressure, which wear off */
    double total = total_needs(needs), inspired = g->rationale * s->integrity[i] * effect(trust);
    double lifted = 1.0 - (1.0 - total) * (1.0 - p->inspire * inspired) * g->visible;
    if (used[0] < 0.0) {
        used[0] = g->stakes;
        used[1] = lifted;
    }
    double pressure = larger(0.0, g->stakes - p->numb * used[0]);
    s->total[i] = total;
    s->pressure[i] = pressure;
    s->will[i] = smaller(1.0, larger(0.0, lifted - p->numb * (used[1] - 0.5)));
    used[0] += p->habituate * (g->stakes - used[0]);
    used[1] += p->habituate * (lifted - used[1]);
    s->paid[i] = g->paid;
    s->stakes[i] = g->stakes;
    s->drive[i] = g->stakes > 0.0 ? g->drive * (pressure / g->stakes) : g->drive;
    /* internalising */
    double step = p->intern * total * (1.0 - reactance) * s->mu[i], *restrict agenda = s->agenda[i];
    const double *restrict knows = s->knows[i];
    each(k) agenda[k] += step * (knows[k] - agenda[k]);
    /* who resists, and who has stopped */
    if (reactance > 0.5)
        s->defied[i] = 1;
    else if (reactance < 0.25 && s->defied[i] == 1)
        s->defied[i] = 2;
}

/* Do (5.6), and the sum of work by team and department (5.7-1) */
static void act(const struct group *g, const struct fixed *f, struct state *s, const struct parameters *p)
{
    int64_t u = f->team[g->first], d = g->d;
    const double *restrict part = s->part[d], *restrict external = f->is_external, x = p->context_complexity;
    double free = g->autonomy, hard = 1.0 - 1.5 * x * x;
    row asked, weight, team, department;
    memcpy(team, s->team_work[u], sizeof team);
    memcpy(department, s->department_work[d], sizeof department);
    each(k) {
        double local = s->local[u][k], order = free * local + (1.0 - free) * s->standing[u][k];
        double activity = 2.0 * f->measurability[k] * ((1.0 - g->shared) * f->kpi[d][k] + g->shared * s->strategy[0][k]);
        asked[k] = (1.0 - g->shared) * order + g->shared * s->joint[d][k];
        weight[k] = (1.0 - g->outcomes) * activity + g->outcomes * local;
    }
    for (int64_t i = g->first; i < g->last; i++) {
        const double *restrict knows = s->knows[i], *restrict wants = s->wants[i];
        double *restrict does = s->does[i], trust = s->trust[i];
        /* compliance */
        double defied = 1.0 - p->defiance * s->reactance[i], forced = p->bite * s->pressure[i] * defied;
        double press = smaller(1.0, p->chi * s->drive[i] * defied);
        double ordered = p->oblige * g->mandate * (1.0 + trust) / 2.0, advised = p->heed * trust * g->noticed;
        double comply = (1.0 - (1.0 - forced) * (1.0 - either(ordered, advised))) * g->free;
        /* the week: own work and due work, tilted to what is watched */
        double sigma = p->responsiveness * (1.0 - p->ready * (1.0 - s->able[i])), tilt = p->tilt * s->pressure[i];
        double mass = 0.0, own_seen = 0.0, due_seen = 0.0, same = 0.0, unwilling = 0.0, models = 0.0;
        row own, due, own_part, due_part, over, both;
        each(k) own_part[k] = wants[k] * external[k];
        each(k) mass += own_part[k];
        each(k) {
            own[k] = wants[k] + sigma * external[k] * (mass * asked[k] - wants[k]);
            due[k] = (1.0 - g->seen) * knows[k] + g->seen * part[k];
            own_part[k] = external[k] * own[k] * weight[k];
            due_part[k] = due[k] * weight[k];
        }
        each(k) {
            own_seen += own_part[k];
            due_seen += due_part[k];
        }
        double own_tilt = own_seen > 0.0 ? tilt : 0.0, due_tilt = due_seen > 0.0 ? tilt : 0.0;
        double own_scale = own_seen > 0.0 ? own_tilt * mass / own_seen : 0.0;
        double due_scale = due_seen > 0.0 ? due_tilt / due_seen : 0.0;
        if (f->has_reports[i]) models = s->felt[i][OWN_MODELLING] * (f->leader[i] ? 1.0 : overlap(wants, part));
        each(k) {
            double mine = own[k] * (1.0 + external[k] * (own_scale * weight[k] - own_tilt));
            double must = due[k] * (1.0 - due_tilt + due_scale * weight[k]);
            double aim = (1.0 - comply) * mine + comply * must, before = does[k];
            aim = (1.0 - models) * aim + models * part[k];
            double after = before + p->adjust * (aim - before);
            does[k] = after;
            over[k] = must > mine ? must - mine : 0.0;
            both[k] = after < before ? after : before;
        }
        each(k) {
            same += both[k];
            unwilling += over[k];
        }
        /* effort */
        double commitment = overlap(knows, part) * overlap(knows, wants), goal = g->easy * commitment * g->room * hard;
        double lack = 1.0 - smaller(1.0, larger(0.0, 0.5 + p->eta * (s->will[i] - 0.5)));
        lack *= (1.0 - p->duty) * (1.0 - press) * (1.0 - goal);
        double pledge = s->pledge[i] + 0.1 * (larger(0.0, s->heeded[i]) * g->voice - s->pledge[i]);
        lack *= 1.0 - p->pledge * pledge;
        s->commitment[i] = commitment;
        s->pledge[i] = pledge;
        s->effort[i] = larger(0.0, 1.0 - lack);
        /* work */
        double able = (1.0 - p->skill_weight * (1.0 - s->skill[i])) * s->ability[i] * (1.0 - s->time_cost[i]);
        able *= larger(0.0, 1.0 - p->SWITCH * (1.0 - same));
        able *= 1.0 - p->shade * forced * g->free * unwilling;
        able *= 1.0 - p->exposure / 4.0 * g->openness * (1.0 - trust);
        double work = s->effort[i] * able;
        if (s->vacant[i] > 0) {
            work = 0.0;
            s->vacant[i]--;
        }
        s->work[i] = work;
        each(k) {
            double done = work * does[k];
            team[k] += done;
            department[k] += done;
        }
    }
    memcpy(s->team_work[u], team, sizeof team);
    memcpy(s->department_work[d], department, sizeof department);
}

/* Deliver (5.7) */

static double joint_worth(const struct fixed *f, struct state *s, const struct parameters *p)
{
    double root = 0.0, rho = p->context_reliance, made[K], outside[K], price[K];
    for (int64_t j = 0; j < f->S; j++) {
        double h = s->depth[j] * s->partner_trust[j], effort = (1.0 + 5.0 * h) / 6.0 * f->N / f->S;
        each(k) s->deeds[j][k] = ((1.0 - h) * f->partner_agenda[j][k] + h * s->outside[j][k]) * effort;
    }
    each(k) {
        made[k] = outside[k] = price[k] = 0.0;
        if (f->is_external[k] <= 0.0) continue;
        for (int64_t d = 0; d < f->D; d++) made[k] += s->department_worth[d][k] = q4(f->omega[d][k], s->department_work[d][k]);
        for (int64_t j = 0; j < f->S; j++) outside[k] += s->deeds[j][k];
        double both = (1.0 - rho) * made[k] * made[k] + rho * sqrt(outside[k]), share = q4(s->demand[0][k], both * both);
        price[k] = both > 0.0 ? share / both : 0.0;
        root += share;
    }
    double cube = root * root * root;
    each(k) {
        price[k] *= cube;
        for (int64_t d = 0; d < f->D; d++) {
            double done = s->department_work[d][k], marginal = done > 0.0 ? made[k] * s->department_worth[d][k] / done : 0.0;
            s->department_worth[d][k] = price[k] * (1.0 - rho) * marginal;
        }
        price[k] = outside[k] > 0.0 ? price[k] * rho / sqrt(outside[k]) : 0.0;
    }
    for (int64_t j = 0; j < f->S; j++) {
        s->partner_value[j] = 0.0;
        each(k) s->partner_value[j] += price[k] * s->deeds[j][k];
    }
    return cube * root;
}

static double local_worth(const struct fixed *f, struct state *s, int64_t u)
{
    const double *restrict local = s->local[u], *restrict work = s->team_work[u];
    double roots[K], root = 0.0;
    each(k) roots[k] = f->is_external[k] > 0.0 ? q4(local[k], work[k]) : 0.0;
    each(k) root += roots[k];
    double cube = root * root * root;
    each(k) s->team_worth[u][k] = roots[k] > 0.0 ? cube * roots[k] / work[k] : 0.0;
    return cube * root;
}

/* Newcomers (5.9, 7.2) */

static void arrive(const struct fixed *f, struct state *s, const struct parameters *p, int64_t i, int64_t t)
{
    int64_t n = ++s->occupant[i], key = f->key[i], mix = f->mix[i];
    s->joined[i] = (int32_t)(t + 1);
    s->present[i] = t < p->warmup;
    s->proneness[i] = 1.0 + p->proneness_spread * sum_of_four(f, DRAW_PRONENESS, n, key) / 2.0;
    double spread = p->ability_spread * (1.0 + p->ability_complexity * p->context_complexity) / 2.0;
    double able = 1.0 + spread * SQRT_3 * sum_of_four(f, DRAW_ABILITY, n, key);
    s->ability[i] = able * able / (1.0 + spread * spread);
    for (int c = 0; c < 3; c++) s->temperament[i][c] = 2.0 * draw(f, DRAW_TEMPERAMENT, n, key, c) - 1.0;
    s->anchor[i] = p->anchor;
    s->trust[i] = felt_condition(p->context_trust, s->temperament[i][2], p->temper / 2.0);
    s->offset[i] = (int32_t)(draw(f, DRAW_OFFSET, n, key, 0) * 520);
    row external, private = {0.0};
    double share = f->private_share[mix], h = p->context_heterogeneity;
    flat(f, DRAW_AGENDA, n, key, f->external, (int)f->externals, external);
    share += (2.0 * draw(f, DRAW_PRIVATE_SHARE, n, key, 0) - 1.0) * smaller(share, 1.0 - share);
    if (f->privates > 0) flat(f, DRAW_PRIVATE_AGENDA, n, key, f->private, (int)f->privates, private);
    each(k) {
        double own = f->is_external[k] > 0.0 ? (1.0 - share) * external[k] : share * private[k];
        double x = (1.0 - h) * f->mixes[mix][k] + h * own;
        s->agenda[i][k] = s->knows[i][k] = s->wants[i][k] = s->does[i][k] = s->image[i][k] = s->origin[i][k] = s->said[i][k] = x;
    }
    for (int c = 0; c < 3; c++) s->needs[i][c] = felt_condition(0.5, s->temperament[i][c], p->temper);
    s->skill[i] = p->context_skill;
    s->reactance[i] = 0.0;
    s->defied[i] = 0;
    s->total[i] = s->will[i] = total_needs(s->needs[i]);
    s->before[i] = 1.0;
    s->pledge[i] = 0.0;
    s->heeded[i] = s->accustomed[i] = UNKNOWN;
    s->used[i][0] = 0.0;
    s->used[i][1] = 0.5;
    s->vacant[i] = (int32_t)p->context_vacancy;
}

static inline double hazard(const struct parameters *p, double reactance, double total)
{
    double lack = 2.0 * (1.0 - total);
    double by_needs = 1.0 - p->quit_needs + p->quit_needs * lack * lack * lack * lack;
    return p->context_turnover * by_needs * (1.0 + p->quit_reactance * reactance);
}

/* Partners' images, trust and relations (5.8) */
static void relate(const struct fixed *f, struct state *s, const struct parameters *p)
{
    const double *deeds = s->mean_does[0];
    for (int64_t j = 0; j < f->S; j++) {
        each(k) {
            double view = s->depth[j] * deeds[k] + (1.0 - s->depth[j]) * s->strategy[0][k];
            s->outside[j][k] += p->image_pace * (view - s->outside[j][k]);
        }
        double evidence = overlap(s->outside[j], deeds) * (0.5 + s->levers[f->D][L_TRANSPARENCY] / 2.0);
        s->partner_trust[j] += trust_step(p, evidence, s->partner_trust[j]);
        double care = effect(s->felt[f->carer[j]][L_RELATIONSHIP_MANAGEMENT]) * p->grow * s->partner_trust[j];
        s->depth[j] += care * (1.0 - s->depth[j]) - p->decay * s->depth[j];
    }
}

static inline void add_rows(const struct state *s, int64_t i, row *sums)
{
    const double *wants = s->wants[i], *does = s->does[i], *image = s->image[i];
    each(k) {
        sums[0][k] += wants[k];
        sums[1][k] += does[k];
        sums[2][k] += image[k];
    }
}

/* Output (5.7-13), images (5.8-1), turnover (5.9), and the mean wants, does and images that measures need. */
static void conclude(const struct fixed *f, struct state *s, const struct parameters *p, int64_t t, row *restrict means)
{
    double iota = p->context_interdependence, productivity = p->context_productivity;
    row sums[3];
    memset(means, 0, 3 * sizeof(row));
    for (int64_t i = 0; i < f->N; i++) {
        const double *restrict team = s->team_worth[f->team[i]], *restrict department = s->department_worth[f->department[i]];
        const double *restrict knows = s->knows[i], *restrict peers = s->peers[i], *restrict deeds = s->mean_does[0];
        const double *restrict does = s->does[i];
        double *restrict image = s->image[i], own = 0.0, joint = 0.0, insight = s->felt[i][L_TRANSPARENCY];
        row by_team, by_department;
        each(k) {
            by_team[k] = does[k] * team[k];
            by_department[k] = does[k] * department[k];
            double hearsay = p->own_view * knows[k] + (1.0 - p->own_view) * peers[k];
            double view = insight * deeds[k] + (1.0 - insight) * hearsay;
            image[k] += p->image_pace * (view - image[k]);
        }
        each(k) {
            own += by_team[k];
            joint += by_department[k];
        }
        s->output[i] = productivity * s->work[i] * ((1.0 - iota) * own + iota * joint);
        if (s->chance[i][LEAVES] < hazard(p, s->reactance[i], s->total[i])) {
            arrive(f, s, p, i, t);
            if (f->cares[i])
                for (int64_t j = 0; j < f->S; j++)
                    if (f->carer[j] == i) s->depth[j] /= 2.0;
        }
        if (i % BLOCK == 0) memset(sums, 0, sizeof sums);
        add_rows(s, i, sums);
        if (i % BLOCK == BLOCK - 1 || i == f->N - 1)
            for (int n = 0; n < 3; n++) each(k) means[n][k] += sums[n][k];
    }
    for (int n = 0; n < 3; n++) each(k) means[n][k] /= f->N;
}

static void average_deeds(const struct fixed *f, struct state *s)
{
    row mean = {0.0}, sum;
    for (int64_t i = 0; i < f->N; i++) {
        if (i % BLOCK == 0) memset(sum, 0, sizeof sum);
        each(k) sum[k] += s->does[i][k];
        if (i % BLOCK == BLOCK - 1 || i == f->N - 1) each(k) mean[k] += sum[k];
    }
    each(k) s->mean_does[0][k] = mean[k] / f->N;
}

/* Measures (6) */

static void mark_largest(const struct fixed *f, const double *x, int count, char *marked)
{
    memset(marked, 0, K);
    for (int n = 0; n < count; n++) {
        int64_t best = -1;
        each(j) {
            int64_t k = f->order[j];
            if (!marked[k] && (best < 0 || x[k] > x[best])) best = k;
        }
        marked[best] = 1;
    }
}

static inline int recalls(const struct fixed *f, const double *x, const char *marked)
{
    double least = 2.0, most = -1.0;
    each(k) {
        double low = marked[k] ? x[k] : 2.0, high = marked[k] ? -1.0 : x[k];
        least = low < least ? low : least;
        most = high > most ? high : most;
    }
    if (least != most) return least > most;
    for (int j = 0, ended = 0; j < K; j++) {
        int64_t k = f->order[j];
        if (x[k] != least) continue;
        if (marked[k] && ended) return 0;
        ended = !marked[k];
    }
    return 1;
}

struct sums { double base, defied, paid, managers, m[MEASURES]; };

static inline void add_member(const struct fixed *f, const struct state *s, const struct parameters *p, int64_t i,
                              const row *restrict means, char (*restrict marked)[K], struct sums *restrict a)
{
    int64_t d = f->department[i];
    const double *restrict part = s->part[d], *restrict knows = s->knows[i], *restrict wants = s->wants[i];
    const double *restrict does = s->does[i], *restrict needs = s->needs[i];
    double know = overlap(knows, part), base = overlap(s->origin[i], part);
    a->m[M_KNOW] += know;
    a->base += base;
    a->m[M_WANT] += overlap(wants, part);
    a->m[M_DO] += overlap(does, part);
    a->m[M_ROLE_CLARITY] += know > 0.5 && know - base > 0.1;
    a->m[M_CLAIMED_CLARITY] += overlap(knows, wants) > 0.5;
    a->m[M_CONSENSUS] += overlap(wants, means[0]);
    a->m[M_SELF_PERCEPTION] += overlap(s->image[i], means[1]);
    a->m[M_LOCAL_FIT] += overlap(does, s->local[f->team[i]]);
    double private = a->m[M_PRIVATE_TIME];
    each(k) private += (1.0 - f->is_external[k]) * does[k];
    a->m[M_PRIVATE_TIME] = private;
    a->m[M_TOP3_RECALL] += recalls(f, knows, marked[d]);
    a->m[M_RESISTANCE] += s->reactance[i];
    a->m[M_RESISTANT] += s->reactance[i] > 0.5;
    a->defied += s->defied[i] > 0;
    a->m[M_RESISTANCE_FADED] += s->defied[i] == 2;
    a->m[M_RETENTION] += s->present[i];
    a->m[M_CONTROL] += s->control[i];
    a->m[M_ACCUSTOMED] += s->accustomed[i] >= 0.0 ? s->accustomed[i] : s->control[i];
    a->m[M_PRESSURE] += s->pressure[i];
    a->m[M_QUITS] += hazard(p, s->reactance[i], s->total[i]);
    a->m[M_TRUST] += s->trust[i];
    a->m[M_SKILL] += s->skill[i];
    a->m[M_NEEDS] += s->total[i];
    a->m[M_NEED_AUTONOMY] += needs[0];
    a->m[M_NEED_COMPETENCE] += needs[1];
    a->m[M_NEED_RELATEDNESS] += needs[2];
    a->m[M_EFFORT] += s->effort[i];
    a->m[M_TIME_COST] += s->time_cost[i];
    a->m[M_BUSY] += s->work[i];
    a->m[M_VALUE] += s->output[i];
    a->paid += s->felt[i][L_INCENTIVE];
    a->m[M_COMMITMENT] += s->commitment[i];
    if (f->has_reports[i]) {
        a->managers += 1.0;
        a->m[M_LOAD] += s->load[i];
        a->m[M_MANAGING_DONE] += s->q[i];
    }
}

static void observe(const struct fixed *f, struct state *s, const struct parameters *p, const row *means, char (*marked)[K])
{
    double *out = s->measures, N = (double)f->N;
    struct sums all, block;
    memset(&all, 0, sizeof all);
    int count = goal_count(f, s);
    for (int64_t d = 0; d < f->D; d++) mark_largest(f, s->part[d], count < 3 ? count : 3, marked[d]);
    for (int64_t first = 0; first < f->N; first += BLOCK) {
        int64_t last = first + BLOCK < f->N ? first + BLOCK : f->N;
        memset(&block, 0, sizeof block);
        for (int64_t i = first; i < last; i++) add_member(f, s, p, i, means, marked, &block);
        for (int n = 0; n < MEASURES; n++) all.m[n] += block.m[n];
        all.base += block.base;
        all.defied += block.defied;
        all.paid += block.paid;
        all.managers += block.managers;
    }
    for (int n = 0; n < MEASURES; n++) out[n] = all.m[n] / N;
    double base = all.base / N;
    out[M_RESISTANCE_FADED] = all.defied > 0.0 ? all.m[M_RESISTANCE_FADED] / all.defied : 0.0;
    out[M_LOAD] = all.managers > 0.0 ? all.m[M_LOAD] / all.managers : 0.0;
    out[M_MANAGING_DONE] = all.managers > 0.0 ? all.m[M_MANAGING_DONE] / all.managers : 1.0;
    out[M_VALUE] = s->delivered[0];
    out[M_RETENTION] *= N / s->starters[0];
    out[M_KNOW_GAIN] = out[M_KNOW] - base;
    out[M_WANT_GAIN] = out[M_WANT] - base;
    out[M_DO_GAIN] = out[M_DO] - base;
    out[M_COMPLIANCE_GAP] = out[M_DO] - out[M_WANT];
    out[M_DO_JOINT] = overlap(means[1], s->strategy[0]);
    out[M_EXTERNAL_PERCEPTION] = out[M_PERCEPTION_MATCH] = out[M_SELF_PERCEPTION];
    if (f->S) {
        double external = 0.0, match = 0.0;
        for (int64_t j = 0; j < f->S; j++) {
            external += overlap(s->outside[j], means[1]);
            match += overlap(s->outside[j], means[2]);
        }
        out[M_EXTERNAL_PERCEPTION] = external / f->S;
        out[M_PERCEPTION_MATCH] = match / f->S;
    }
    out[M_IDENTITY] = (out[M_SELF_PERCEPTION] + out[M_EXTERNAL_PERCEPTION] + out[M_PERCEPTION_MATCH]) / 3.0;
    out[M_FIT] = overlap(s->strategy[0], s->demand[0]);
    out[M_RELATIONSHIP_DEPTH] = mean_depth(f, s);
    out[M_VALUE_NET] = out[M_VALUE] - p->price.pay * (all.paid / N);
    double busy = p->context_productivity * out[M_BUSY];
    out[M_PRODUCTIVE_SHARE] = busy > 0.0 ? out[M_VALUE] / busy : 0.0;
    out[M_LOCAL_WORTH] = s->delivered[1];
    out[M_JOINT_WORTH] = s->delivered[2];
    out[M_PARTNER_VALUE] = 0.0;
    for (int64_t j = 0; j < f->S; j++) out[M_PARTNER_VALUE] += s->partner_value[j] / N;
}

static void start_week(const struct fixed *f, struct state *s, const struct parameters *p, int64_t t)
{
    int changed = 0;
    if (t == p->warmup) memcpy(s->origin, s->agenda, f->N * sizeof(row));
    for (int64_t d = 0; d < f->D; d++) changed |= s->changed[d];
    for (int64_t i = 0; t > 0 && changed && i < f->N; i++)
        if (s->changed[f->department[i]]) s->before[i] = s->needs[i][1];
}

/* Run weeks `first` to `first` + `weeks` - 1; series: (weeks, measures). Return 1, or 0 without memory. */
int run_weeks(const struct fixed *f, struct state *s, const struct parameters *p, const struct plan *plan, int64_t first,
              int64_t weeks, double *series)
{
    struct group *groups = malloc(f->N * sizeof *groups);
    double *worth = malloc(f->D * sizeof *worth);
    char(*marked)[K] = malloc(f->D * sizeof *marked);
    int done = groups && worth && marked;
    int64_t count = done ? find_groups(f, groups) : 0;
    row means[3];
    for (int64_t t = first; done && t < first + weeks; t++, series += MEASURES) {
        put_in_force(f, s, plan, t);
        start_week(f, s, p, t);
        int new = carry(f, s, p, t), kept = goal_count(f, s);
        chance(f, s, t);
        market(f, s, p, t);
        compute_orders(f, s, p, t);
        strategy(f, s, p, t);
        compute_parts(f, s, t);
        double launch = p->contact_launch * p->launch / (p->launch + s->since[0]);
        for (int64_t d = 0; d < f->D; d++) {
            double lost = (1.0 - p->blur * p->context_complexity) * (1.0 - p->remote * s->levers[d][L_OUTCOME_KPIS]);
            worth[d] = 0.0;
            each(k) worth[d] += s->part[d][k] * f->measurability[k] * lost;
        }
        for (int64_t n = 0; n < count; n++) {
            if (new || t == first) set_group(&groups[n], s, p, kept);
            set_week(&groups[n], s, p, launch, worth);
            know(&groups[n], f, s, p, t);
        }
        for (int64_t n = 0; n < count; n++)
            for (int64_t i = groups[n].first; i < groups[n].last; i++) {
                observe_peers(&groups[n], f, s, p, i);
                want(&groups[n], f, s, p, i);
                feel(&groups[n], f, s, p, i, t);
            }
        memset(s->team_work, 0, f->U * sizeof(row));
        memset(s->department_work, 0, f->D * sizeof(row));
        for (int64_t n = 0; n < count; n++) act(&groups[n], f, s, p);
        double together = joint_worth(f, s, p), alone = 0.0;
        for (int64_t u = 0; u < f->U; u++) alone += local_worth(f, s, u);
        double iota = p->context_interdependence, productivity = p->context_productivity;
        for (int64_t j = 0; j < f->S; j++) s->partner_value[j] *= productivity * iota;
        s->delivered[0] = productivity * ((1.0 - iota) * alone + iota * together) / f->N;
        s->delivered[1] = alone / f->N;
        s->delivered[2] = together / f->N;
        average_deeds(f, s);
        relate(f, s, p);
        conclude(f, s, p, t, means);
        observe(f, s, p, means, marked);
        memcpy(series, s->measures, MEASURES * sizeof *series);
    }
    free(groups);
    free(worth);
    free(marked);
    return done;
}
