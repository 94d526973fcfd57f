"""Names and order of departments change no answer; kinds of work, roles and ties follow stated rules."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simalign.api.inputs import scenario_from
from simalign.api.organisations import remarks
from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.organisation.members import read_organisation
from simalign.organisation.record import ROLES
from simalign.organisation.titles import role_by_title
from simalign.scenario import OrganisationSpec, Scenario
from simalign.scenario.kinds import kind_by_words
from simalign.scenario.organisation import KINDS
from simalign.simulation import Simulation
from simalign.simulation.initial import organise

# the same department in several languages, by kind of work
TRANSLATED = {
    "sales": ("Sales", "Vertrieb", "Ventes", "Ventas", "Vendas", "Vendite", "Verkoop", "60 SALES", "marketing_sales"),
    "service": ("Service", "Kundendienst", "Service client", "Atención al cliente", "Assistenza", "Klantenservice"),
    "production": ("Production", "Fertigung", "Fabrication", "Producción", "Produção", "Produzione", "operations"),
    "development": ("R&D", "Entwicklung", "Recherche", "Desarrollo", "Pesquisa", "Sviluppo", "development"),
    "support": ("Finance", "Buchhaltung", "Ressources humaines", "Administración", "RH", "Inkoop", "IT", "Risk"),
    "management": ("Board", "Geschäftsführung", "Direction", "Gerencia", "Diretoria", "Direzione", "management"),
    "mixed": ("Zeppelin", "Dept 4", "Abteilung 17", "all"),
}
ROOT = ["management", "sales", "service", "production", "development", "support", "mixed", "sales"]


def spec_of(names: list[str], **settings: object) -> OrganisationSpec:
    """Return an organisation of eight departments of five, all below the head; names: of the departments."""
    rows = ["id,manager,department", f"P0,,{names[0]}"]
    rows += [f"P{d},P0,{names[d]}" for d in range(1, 8)]
    rows += [f"P{8 + i},P{i % 8},{names[i % 8]}" for i in range(32)]
    return OrganisationSpec(members=MemoryFile("members.csv", "\n".join(rows).encode()), **settings)


def outcome(names: list[str], **settings: object) -> bytes:
    scenario = Scenario(organisation=spec_of(names, **settings), warmup=3, policy={"preset": "push"})
    simulation = Simulation(scenario, seed=4)
    return simulation.run(8).tobytes() + simulation.state.does.tobytes()


def distinct_names() -> st.SearchStrategy[list[str]]:
    """Names of the eight departments, each in some language; those of one kind must differ."""
    picks = st.tuples(*(st.sampled_from(TRANSLATED[kind]) for kind in ROOT))
    return picks.filter(lambda names: len(set(names)) == len(names)).map(list)


BASE = [f"{kind} {number}" for number, kind in enumerate(ROOT)]


@settings(max_examples=40, deadline=None)
@given(names=distinct_names())
def test_renamed_reordered_and_translated_departments_give_the_same_bytes(names: list[str]) -> None:
    assert outcome(names) == outcome(BASE)


def test_another_kind_of_work_gives_another_answer() -> None:
    assert outcome([*BASE[:7], "production"]) != outcome(BASE)


def test_a_kind_that_is_given_replaces_the_words() -> None:
    strange = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta"]
    kinds = dict(zip(strange, ROOT, strict=True))
    assert outcome(strange, kinds=kinds) == outcome(BASE)
    assert outcome(strange) != outcome(BASE)


@pytest.mark.parametrize("kind", TRANSLATED)
def test_words(kind: str) -> None:
    assert {kind_by_words(name) for name in TRANSLATED[kind]} == {kind}


@pytest.mark.parametrize(
    ("name", "kind"),
    {
        "Direction des ressources humaines": "support",
        "Dirección de Finanzas": "support",
        "Risk Management": "support",
        "Customer Support": "service",
        "Supply Chain Management": "production",
        "Personalentwicklung": "support",
        "Softwareentwicklung": "development",
        "Geschaeftsfuehrung": "management",
        "Conseil d'administration": "management",
        "Italy": "mixed",
        "": "mixed",
        "营业部": "mixed",
    }.items(),
)
def test_the_longest_word_decides(name: str, kind: str) -> None:
    assert kind_by_words(name) == kind


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InputError, match=r"kinds\.Alpha"):
        OrganisationSpec(members=Path("members.csv"), kinds={"Alpha": "sails"})
    with pytest.raises(InputError, match=r"kinds\.Alfa: no members are in a department of that name; did you mean"):
        read_organisation(spec_of(["Alpha", *BASE[1:]], kinds={"Alfa": "sales"}))
    with pytest.raises(InputError, match="kinds: requires members"):
        OrganisationSpec(kinds={"sales": "sales"})
    assert set(KINDS) | {"mixed"} == set(TRANSLATED)


def test_what_is_assumed_is_said() -> None:
    said = remarks(scenario_from("default", None, spec_of(BASE)))
    assert any("kinds of work of departments: management 0: management, sales 1: sales" in remark for remark in said)
    assert any("working ties are drawn, because no ties file is given: 6 per member" in remark for remark in said)


def test_ties_are_drawn_as_in_a_generated_organisation() -> None:
    scenario = Scenario(organisation=spec_of(BASE, degree=4, cross=0.25))
    made = organise(scenario, 1, 0)
    source = np.repeat(np.arange(made.size), np.diff(made.ties.start))
    assert len(made.ties.target) == 40 * 4
    across = made.department[source] != made.department[made.ties.target]
    assert across.mean() == 0.25
    later = organise(scenario, 1, 5)
    assert np.array_equal(made.ties.target, later.ties.target)
    assert not np.array_equal(made.ties.target, organise(scenario, 2, 0).ties.target)
    assert not len(organise(Scenario(organisation=spec_of(BASE, degree=0)), 1, 0).ties.target)


def test_one_who_reports_to_the_head_and_leads_nobody_is_not_a_senior_manager() -> None:
    text = "id,manager\nhead,\nsecretary,head\ndeputy,head\nclerk,deputy\n"
    made = read_organisation(OrganisationSpec(members=MemoryFile("members.csv", text.encode())))[0]
    assert made.role.tolist() == [0, 2, 0, 2]


TITLED = "id,manager,title\nhead,,\n" + "\n".join(
    f"m{number},head,{title}\nr{number},m{number},"
    for number, title in enumerate(["Team Lead", "Executive Assistant", "VP Sales"])
)


def roles_in(text: str) -> dict[str, str]:
    made = read_organisation(OrganisationSpec(members=MemoryFile("members.csv", text.encode())))[0]
    return {member: ROLES[role] for member, role in zip(made.ids, made.role, strict=True)}


def test_a_title_with_one_meaning_changes_the_role_that_the_tree_gives() -> None:
    leads = ["middle_manager", "specialist", "senior_manager"]
    rest = dict.fromkeys(["r0", "r1", "r2"], "specialist")
    assert roles_in(TITLED) == {"head": "senior_manager", **dict(zip(["m0", "m1", "m2"], leads, strict=True)), **rest}
    assert roles_in(TITLED.replace("title", "role")) == roles_in(TITLED)
    assert roles_in(f"{TITLED}CFO\ns,r0,Teamleiterin")["r2"] == "senior_manager"
    assert roles_in(f"{TITLED}CFO\ns,r0,Teamleiterin")["s"] == "specialist"


@pytest.mark.parametrize(
    ("title", "role"),
    {
        "Geschäftsführer": "senior_manager",
        "Chief Operating Officer (COO)": "senior_manager",
        "Amministratrice Delegata": "senior_manager",
        "Secrétaire général": "senior_manager",
        "Schichtleiterin": "middle_manager",
        "Jefe de equipo": "middle_manager",
        "Directiesecretaresse": "specialist",
        "Estagiária": "specialist",
        "Assistant Manager": None,
        "Vice President": None,
        "Sales Director": None,
        "Projektleiter": None,
        "Scoot driver": None,
        "Foreman's apprentice": "specialist",
    }.items(),
)
def test_titles(title: str, role: str | None) -> None:
    code = role_by_title(title)
    assert (None if code is None else ROLES[code]) == role


def test_surveyed_trust_holds_when_the_policy_starts() -> None:
    rows = spec_of(BASE).members.read_bytes().decode().splitlines()  # type: ignore[union-attr]
    text = "\n".join([f"{rows[0]},trust", *(f"{row},0.1" for row in rows[1:])])
    spec = OrganisationSpec(members=MemoryFile("members.csv", text.encode()))
    scenario = Scenario(organisation=spec, warmup=52)
    simulation = Simulation(scenario, seed=1)
    column = simulation.names.index("trust")
    series = simulation.run(53)[:, column]
    assert series[51] > 0.2  # it drifts in the warm-up
    assert abs(series[52] - 0.1) < 0.03  # and is as measured when the policy starts
    stepwise = Simulation(scenario, seed=1)
    stepwise.run(52)
    branched = stepwise.under(scenario.policy).run(1)[:, column]
    assert branched[0] == series[52]
